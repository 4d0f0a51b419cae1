"""What every page that is written must be: well-formed, and in need of nothing else."""

from __future__ import annotations

from html.parser import HTMLParser

# elements that fetch something, and the attribute that says what
FETCHING = {"img": "src", "script": "src", "link": "href", "iframe": "src", "use": "xlink:href", "image": "xlink:href"}


class Checker(HTMLParser):
    """Finds elements that are not closed, and what would be fetched from elsewhere."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})

    def __init__(self):
        super().__init__()
        self.open, self.fetched, self.scripts = [], [], 0

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        self.scripts += tag == "script"
        target = dict(attrs).get(FETCHING.get(tag, ""), "") or ""
        # a picture inside the page comes with it
        if target and not target.startswith(("#", "data:image/png;base64,")):
            self.fetched.append(target)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def checked(text):
    """The checker that has read the page."""
    checker = Checker()
    checker.feed(text)
    assert checker.open == []
    return checker
