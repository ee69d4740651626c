"""placeholder until the codec lands"""

from whoosh.fields import Schema


def whoosh_schema():
    return Schema()
