"""What lists the runs of a site: the index and its shards, the feed, the sitemap."""
