"""Values that break programs: control characters, other scripts, numbers that are none, code, days that never were."""

from __future__ import annotations

MARK = "<script>navrat('x')</script>"
"""If this comes back as it is, somebody's text became part of our page."""

FEW = (
    MARK, "\x00\x01\x1f\x7f", "' OR '1'='1' --", "{{7*7}}${7*7}%(x)s%s{0}", "-1", "1e999", "30. 2. 2027", "a" * 100_000,
)
# ruff: noqa: E501 - a list of values reads best as one block
MANY = FEW + (
    "", " ", "\t\r\n", "\u202egnp.exe", "\u200b\u200d\ufeff", "😀🏳️‍🌈", "Ďuričková-O'Neil", "محمد", "Нарантуяа", "阮", "A\u0301" * 500,
    "NaN", "Infinity", "-Infinity", "0x1F", "1_000", "١٢٣", "1,5", "1.234.567,89", "0", "00", "9" * 400, "-9" + "9" * 30,
    "99999999999999999999", "0001-01-01", "9999-12-31", "10000-01-01", "2027-02-29", "29. 2. 2028", "32 1 2027", "1 13 2027",
    "0 0 0000", "31/12/2027", "today", "null", "None", "undefined", "true", "[]", "{}", "[[1]]", "../../etc/passwd", "C:\\con",
    "%00", "%2e%2e%2f", "\\u0000", "\ud7ff", "\uffff", "\r\nSet-Cookie: x=1", "http://127.0.0.1:1/", "javascript:alert(1)",
    "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "</textarea><script>", "<!--", "]]>", "&lt;&amp;&#x0;",
    "=1+1", "+1", "@SUM(1)", "|calc", "=HYPERLINK(\"http://x\")", "'; DROP TABLE event; --", "1; SELECT pg_sleep(9)",
    "admin'/*", "*)(uid=*", "$where", "__proto__", "constructor", "self.__class__", "%n%n%n", "%99999d", "a\x00b",
    "x" * 1_000_000,
)
