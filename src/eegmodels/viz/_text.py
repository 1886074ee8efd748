"""Names from a recording, made safe to show.

A channel or an annotation may be called anything: a dollar sign would start a
formula in matplotlib, a control character could turn the direction of a line.
"""

import unicodedata

# Control, format (also marks of direction), surrogates, private use, unassigned;
# separators of lines and paragraphs.
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def visible(text: object) -> str:
    r"""Write characters that cannot be seen by their code, such as ``\x07``.

    Parameters
    ----------
    text : object
        Anything; its ``str`` counts.

    Returns
    -------
    str
        One line that any encoding of Unicode can hold.
    """
    return "".join(
        char.encode("unicode_escape").decode("ascii")
        if unicodedata.category(char) in INVISIBLE
        else char
        for char in str(text)
    )


def plain(name: object, most: int = 24) -> str:
    """Make any name safe as matplotlib text: one line, no formula, not too long.

    Parameters
    ----------
    name : object
        Shown as ``str(name)``.
    most : int
        Longer names lose their middle: names of a recording often differ at an end.

    Returns
    -------
    str
        For matplotlib alone; it takes the backslash before each dollar away again.
    """
    text = visible(name)
    if len(text) > most:
        tail = most // 3
        text = f"{text[: most - tail - 1]}…{text[len(text) - tail :]}"
    return text.replace("$", r"\$")


def seconds(time: float) -> str:
    """Write a time to the millisecond, with a true minus sign."""
    return f"{time:.3f} s".replace("-", "−")
