"""The picture: a record and its assessment become shapes with coordinates. Plain Python, no Django."""
