"""A phone in the hands of one person, for journeys in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

PASSWORD = "rahasia-sekali-1"


class Phone:
    """A 360 px phone without script, in the hands of one person."""

    def __init__(self, browser: Browser, base: str):
        context = browser.new_context(
            viewport={"width": 360, "height": 800}, java_script_enabled=False, locale="id-ID", base_url=base
        )
        context.set_default_timeout(30_000)
        self.page: Page = context.new_page()

    def sign_in(self, email: str) -> Phone:
        self.page.goto("/akun/masuk/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.click("form:has([name=password]) button:not([type=button])")
        return self

    def click(self, selector: str) -> None:
        """Press and wait for the page that follows: leaving earlier would drop the request."""
        with self.page.expect_navigation():
            self.page.locator(selector).locator("visible=true").first.click()

    def press(self, form: str) -> None:
        """Send the form whose address ends like this."""
        self.click(f'form[action$="{form}"] button')

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200
