"""``make docs``: writes the generated pages of docs/clinical."""

from tests.documentation.pages import DOCS, write

if __name__ == "__main__":
    print(f"{write()} pages of {DOCS} changed")
