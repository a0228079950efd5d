"""Values that break programs: control characters, other scripts, numbers that are none, code, days that never were."""

from __future__ import annotations

MARK = "<script>navrat('x')</script>"
"""If this comes back as it is, somebody's text became part of our page."""

FEW = (
    MARK, "\x00\x01\x1f\x7f", "' OR '1'='1' --", "{{7*7}}${7*7}%(x)s%s{0}", "-1", "1e999", "30. 2. 2027", "a" * 100_000,
    "9" * 20,
)
# ruff: noqa: E501 - a list of values reads best as one block
MANY = FEW + (
    "", " ", "\t\r\n", "\u202egnp.exe", "\u200b\u200d\ufeff", "😀🏳️‍🌈", "Ďuričková-O'Neil", "محمد", "Нарантуяа", "阮", "A\u0301" * 500,
    "NaN", "Infinity", "-Infinity", "0x1F", "1_000", "١٢٣", "1,5", "1.234.567,89", "0", "00", "9" * 400, "-9" + "9" * 30,
    "0001-01-01", "9999-12-31", "10000-01-01", "2027-02-29", "29. 2. 2028", "32 1 2027", "1 13 2027",
    "0 0 0000", "31/12/2027", "today", "null", "None", "undefined", "true", "[]", "{}", "[[1]]", "../../etc/passwd", "C:\\con",
    "%00", "%2e%2e%2f", "\\u0000", "\ud7ff", "\uffff", "\r\nSet-Cookie: x=1", "http://127.0.0.1:1/", "javascript:alert(1)",
    "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "</textarea><script>", "<!--", "]]>", "&lt;&amp;&#x0;",
    "=1+1", "+1", "@SUM(1)", "|calc", "=HYPERLINK(\"http://x\")", "'; DROP TABLE event; --", "1; SELECT pg_sleep(9)",
    "admin'/*", "*)(uid=*", "$where", "__proto__", "constructor", "self.__class__", "%n%n%n", "%99999d", "a\x00b",
    "x" * 1_000_000,
)
_CONTROL = tuple(f"a{chr(code)}b" for code in (*range(32), *range(127, 160)))
_NUMBERS = tuple(f"{sign}{number}" for sign in ("", "-", "+") for number in (
    "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "0.1", ".5", "5.", "1e5", "1E-400", "0b1", "1/0",
    "٣", "½", "1 000", "1\u00a0000", "1,000.50", "1'000"))
_DAYS = ("29. 2. 1900", "29. 2. 2000", "31. 4. 2027", "0. 1. 2027", "1. 0. 2027", "1. 1. 0", "1. 1. 99999", "2027-13-01",
         "2027-00-10", "2027-1-1", "20270101", "2027-W01-1", "2027-06-15T10:00:00Z", "1e3. 1. 2027", "１. １. ２０２７", "\u202e7202 .1 .1",
         "-1. 1. 2027", "1.1.", "..", "24:00", "23:60", "25:61", "12:00:00", "00:00+1", "1970-01-01", "3. března 2027", "3 March 2027")
_MARKUP = tuple(f"<{tag} {event}=alert(1)>" for tag in ("a href=x", "input autofocus", "video", "body", "svg", "iframe")
                for event in ("onload", "onerror", "onfocus")) + (
    "<a href=javascript:alert(1)>x</a>", "<style>*{}</style>", "<base href=//x>", "<meta http-equiv=refresh content=0>",
    "<form action=//x>", "<math><mi xlink:href=x>", "{% include '/etc/passwd' %}", "{{ config }}", "{{ ''.__class__ }}", "${{<%[%'\"}}%\\.",
    "#{7*7}", "<%= 7*7 %>", "`id`", "$(id)", "; id", "| id", "&& id", "\\\\host\\share", "file:///etc/passwd", "gopher://x", "//evil", "data:text/html,x")
_QUERIES = ("' AND SLEEP(9)--", "1' ORDER BY 99--", "\" OR \"\"=\"", "1) OR (1=1", "%' OR '%'='", "_", "%", "%%", "[a]", "\\", "\\'", "/**/",
            "x'; SELECT 1; --", "UNION SELECT NULL,NULL", "CAST(1 AS int)", "0x27", "CHAR(39)", "ＯＲ", "\x1a", "MATCH 'x'", "NEAR(", "\"\"\"")
_TEXTS = tuple(letter * count for letter in ("á", "漢", "😀", "\u0301", "<", "&", "'", "\n", " ") for count in (41, 301, 4001)) + (
    "\u2028", "\u2029", "\u00ad", "\ufffd", "\U000e0041", "\U0001f1e8\U0001f1ff", "İ", "ß", "ǆ", "ﬁ", "K", "Ω", "ı", "e\u0301\u0301\u0301",
    "\u0627\u0644\u202c", "\u2066x\u2069", "a\ufe0fb", "\u115f", "\u3164", "１２３", "①", "𝟙", "𝓃𝒶𝓂𝑒", "\t", "\v", "\f", "tab\tbed", "two\nlines")
MANY = tuple(dict.fromkeys((*MANY, *_CONTROL, *_NUMBERS, *_DAYS, *_MARKUP, *_QUERIES, *_TEXTS)))
"""The written size: three hundred and more."""
