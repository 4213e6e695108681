"""Credentials in lines of a shell: behind an option, as words of a command, typed or piped in.

A program is named where only its own manual tells which word is the secret.
"""

from __future__ import annotations

import re

from reportgen.read.secret.names import VALUE, hide_values, is_secret_name, tells_nothing

_GAP = r"\b[^\n|;&]{0,200}?\s"
_PORTS = r"(?!\s?(?:[\d.]{7,15}:)?\d{1,5}(?::\d{1,5})?(?:\s|$))"
"""``-p 8080:80`` is none of the options that take a password."""
_OPTIONS = (
    (
        r"mysql\w{0,9}|mariadb|mongo\w{0,9}|az|sshpass|(?:un)?zip|7z[az]?|unrar|rar|ftp|user(?:add|mod)|"
        r"certutil|veracrypt",
        "-[pP]",
    ),
    (r"log_?in|unlock-keychain", "-p"),
    (r"mosquitto_\w{3}|sqlcmd|bcp|p4|ipmitool", "-P"),
    (r"ssh-keygen", "-[PN]"),
    (r"(?:un)?rar", "-hp"),
    (r"ttyd|gotty", "-c"),
    (r"openssl", r"-pass(?:in|out)?\s{1,3}pass:"),
    (r"redis-cli|hatch|https?\s{1,3}-A", "-a"),
    (r"openssl|swanlab|prefect|comet|roboflow|ossutil\w{0,3}|obsutil|nuget|log_?in", "-k"),
    (r"ccrypt|swift", "-K"),
    (r"ldap\w{1,9}|security", "-w"),
    (r"ldappasswd|coscmd config|config credentials", "-s"),
    (r"influx|doctl|vercel|fly(?:ctl)?|frpc|uv publish|anaconda|codecov|log_?in|auth", "-t"),
    (r"snmp\w{1,9}", "-c"),
    (r"gitlab-runner", "-r"),
    (r"plink|pscp|psftp", "-pw"),
    (r"swaks|sendemail", "-[ax]p"),
    (r"[wx]?l?freerdp\d?", "/p:"),
    (r"signtool", "/p"),
    (r"schtasks", "/rp"),
    (r"pdftk", r"(?:input|owner|user)_pw"),
    (r"java|mvn|gradle|sonar-scanner", r"-D[\w.]{0,40}login="),
)
"""Programs, and the option of each that a secret follows."""
_OPTION = re.compile(
    "(?<![\\w-])(?i:"
    + "|".join(f"(?:{programs}){_GAP}(?-i:{option})" for programs, option in _OPTIONS)
    + rf")(?!assw){_PORTS}[\s=]?(?!…)({VALUE})"
)
_USER_AND_PASSWORD = re.compile(
    r"(?<!squeue)(?<!sacct)\s-?-[uU](?:ser)?(?:name)?[\s=]{0,3}(?!\S*\.py\b)[^\s-]\S{0,100}\s"
    rf"(?:[^\n|;&]{{0,100}}?\s)?-(?:p|P|w|pw)(?!assw){_PORTS}[\s=]?({VALUE})"
)
"""``-u ann -p X``, whatever the program."""
_CURL = re.compile(
    rf"(?i)\bcurl(?:\.exe)?{_GAP}(?-i:-[a-zA-Z]{{0,8}}[uU])\s{{0,3}}(?=[^\s:]{{1,200}}:(?!//))({VALUE})"
)
"""``-u ann:X``, also with other letters before the u and without a blank behind it."""
_FOLLOWED = re.compile(
    r"(?i)(?<![\w-])(?:"
    r"mc(?:li)?(?:\.exe)? (?:alias set|config host add|admin user (?:svcacct )?(?:add|edit))|"
    r"rclone (?:obscure|config password)|qshell account|mega-login|bw (?:login|unlock)|isql|"
    r"op signin|rabbitmqctl (?:add_user|change_password)|htpasswd -\w{0,4}b\w{0,4}|net user|"
    r"bitsadmin /setcredentials|"
    r"openssl passwd|mkpasswd|wpa_passphrase|b2 (?:authorize[-_]account|account authorize)|"
    r"ssm put-parameter|keyvault secret set|secretsmanager \w{3,9}-secret(?:-value)?|"
    r"(?:gh|glab) (?:secret|variable) set|vault (?:kv put|write|operator unseal)|"
    r"nuget setapikey|ngrok [\w -]{0,20}authtoken|"
    r"\w{1,20} hash-password|smbclient \S{1,200}(?= [^\s-])|"
    r"poetry config (?:http-basic|pypi-token)\S{1,80}"
    r")(?:\s|\\\n){1,9}((?:\\\n|[^\n]){1,2000})"
)
"""Commands of which one of the words is a secret: all of them go."""
_BEHIND = re.compile(
    r"(?i)(?:\bnet use\b[^\n|;&]{0,200}?\s(?=\S{1,200}\s{1,3}/user:)|"
    r"\bidentified (?:with \w{1,40} )?by\s|\bConvertTo-SecureString\s|"
    rf"\bsend(?: --)?\s(?=\"[^\"\n]{{1,200}}\\[rn]\"))\s?({VALUE})"
)
_USER_ADDED = re.compile(r"\busers? (?:add|create) \S{1,64}\s(?=\S*\d)(?!\d+\b)(\S{4,2000})")
_LOGIN = re.compile(
    r"(?i)(?<![\w-])(?:wandb|swanlab|huggingface-cli|hf|yolo|roboflow|cargo|vault|darwin|snyk|comet|"
    r"dagshub|prefect|tensorboard|lightning|npm|fly(?:ctl)?|modal|replicate)"
    r"(?: (?:hub|auth|dev|cloud|core))? (?:login|auth|authenticate)"
    r"(?: --?[\w-]{1,40}(?:[ =]\S{0,300}://\S{1,300})?){0,6}\s{1,3}['\"]?"
    r"(?=\S*[\d!#$%^&*+@])(?!-|\S*(?:://|=))(\S{6,2000})"
)
"""``wandb login X``: a digit or a sign tells the secret from a sentence that goes on."""
_PIPED = re.compile(
    r"(?i)\b(?:echo|printf|yes)\s{1,3}(?:-n\s)?"
    r"((?:'[^']{0,2000}+'|\"[^\"]{0,2000}+\"|[^\n|'\"><]{1,2000}+){1,20}+)"
    r"(?=\|[^\n]{0,200}(?:-stdin|token|sudo\s-S|pass|cryptsetup|login|kinit|"
    r"aws configure|secret)|>[^\n]{0,200}(?:passwd|\.netrc|\.pgpass))"
)
_HERE = re.compile(
    r"(?i)(?:pass|\bpw\b|login|auth|secret|token|sudo -S|kinit|keyring|stdin|keychain|cryptsetup)"
    rf"[^\n|;&]{{0,200}}?<<<\s?({VALUE})"
)
_TYPED = re.compile(
    r"(?m)^(?:quote )?(?:PASS|AUTH|requirepass|user [\w.@-]{1,64}) (?=\S*\d)(\S{4,2000})$"
)
"""What is typed to a server: ``user ann X`` in a line of its own."""
_WITH_USER = re.compile(
    rf"(?i)\s(?:…?/user:\S{{1,200}}\s{{1,3}}|-U\s?['\"]?[^\s%]{{1,80}}%)({VALUE})"
)
_LOGIN_WITH = re.compile(r"(?i)\blog_?in\s{0,2}\(?\s{0,2}['\"]?(?=\w*\d)(\w{16,400})")
_SET = re.compile(
    r"(?i)(?<!\w)(?:setx|setenv|set\s-g?x|set|env|export|-e)\s{1,3}"
    r"(?P<name>[A-Za-z][\w.-]{0,80})\s{1,3}([^\n]{1,2000})"
)
_CONFIGURED = re.compile(
    r"(?i)\b(?:config(?:ure)? (?:set|create|update|add)|git config|remote modify|con add|"
    r"con mod\w{0,3}|wifi connect)\s[^\n]{1,2000}"
)
"""Commands of whose words one is a name, and the next its value."""
_NAME_AND_VALUE = re.compile(
    rf"(?<=\s)([A-Za-z/][^\s=]{{0,200}})(?=\s)((?:\s{{1,3}}--?[\w-]{{1,40}})?\s{{1,3}})({VALUE})"
)
_NETRC = re.compile(r"(?i)\blogin\s{1,9}(\S{1,400}\s{1,9}password\s{1,9}\S{1,2000})")
_LOGIN_OPTION = re.compile(
    r"(?i)(?<![\w-])(?:-u|-a|--(?:\w{1,9}-)?(?:user|auth|creds)|--login|cred(?:ential)?s(?=\s\S{1,80}:)|"
    r"(?:-b|--cookie)(?=\s\S{1,200}=))[\s=]{1,3}"
    r"('[^']{0,2000}'|\"[^\"]{0,2000}\"|[^\s:'\",]{1,200}[:,]\S{1,2000})"
)
_ORACLE = re.compile(
    r"(?i)\b(?:jdbc:oracle:\w{1,9}:(?=\S*@)|(?:sqlplus|sqlldr|(?:exp|imp)dp)\s{1,3})"
    r"([^\s/@]{1,100}/[^\s@]{1,400})"
)
_PLACES = (
    _FOLLOWED,
    _OPTION,
    _OPTION,  # a command may have two
    _USER_AND_PASSWORD,
    _CURL,
    _BEHIND,
    _LOGIN,
    _USER_ADDED,
    _PIPED,
    _HERE,
    _TYPED,
    _WITH_USER,
    _LOGIN_WITH,
    _SET,
    _LOGIN_OPTION,
    _ORACLE,
    _NETRC,
)


def hide_in_commands(text: str, hidden: str) -> str:
    """The text with `hidden` in place of what its lines of a shell hand over as a credential."""
    text = hide_values(text, _PLACES, hidden)
    return _CONFIGURED.sub(lambda found: _configured(found[0], hidden), text)


def _configured(command: str, hidden: str) -> str:
    """The command without the word behind each that names a secret."""
    pieces, position = list[str](), 0
    while found := _NAME_AND_VALUE.search(command, position):
        is_named = is_secret_name(found[1]) and not tells_nothing("", found[3])
        end = found.end() if is_named else found.end(1)
        pieces += [command[position : found.start(3) if is_named else end], hidden * is_named]
        position = end
    return "".join([*pieces, command[position:]])
