"""The first thing anyone sees."""


def test_a_stranger_is_led_to_sign_in(page, site):
    answer = page.goto(f"{site.url}/")
    assert answer.status == 200
    assert page.locator("input[name=password]").is_visible()


def test_a_clinician_signs_in(page, site, sign_in):
    sign_in(page, "amina.farouk")
    assert page.url.startswith(f"{site.url}/")
    assert "accounts/login" not in page.url


def test_the_site_keeps_its_pages_to_itself(page, site):
    answer = page.goto(f"{site.url}/accounts/login/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_b20_back_after_signing_out_shows_no_patient(page, site, sign_in):
    sign_in(page, "amina.farouk")
    chart = page.locator("main a[href^='/patients/']:not([href*='new']):not([href*='import'])").first
    chart.click()
    page.locator(".patient-name").wait_for()
    name = page.locator(".patient-name").inner_text()
    page.click(".site-out")
    page.wait_for_url("**/accounts/login/**")
    for _ in range(2):
        page.go_back(wait_until="commit")
        page.locator("input[name=password]").wait_for()
        assert name not in page.content()
