"""Texts and originals as they are kept on the disk: smaller, each readable by itself."""

from __future__ import annotations

import hashlib
import zlib

_WORDS = (  # what English says most, the likeliest last; kept texts are read with it, so it never changes
    b"transcript interview report published university professor director research government President Minister "
    b"foreign policy international security military forces nuclear weapons sanctions agreement economic countries "
    b"European United States China Russia Ukraine Iran Israel the Middle East according to however whether although "
    b"against during between before after under since until while although within without political public national "
    b"state world years ago last year this week today percent million January February March April June July August "
    b"September October November December Thank you very much for joining us. Welcome back to way that -- I love I "
    b"really this, and all of what and I'm a great don't want to could be But I question these things what we talked "
    b"about with a the fact that would have If you haven't part of the figure out the best because of makes the people "
    b"So I think certain of your said you're not the most know that is not between what you're one of the things come "
    b"I want to there is give a very thing, to go particular they were change I've been of the things that I was like "
    b"a couple of I guess thing. was the in this because we it doesn't should be saying that it's and then you time, "
    b"you were when I Yeah, I making so that writing I don't know, And it's you don't have Right. and you're of this "
    b"how to in your it is you need to I didn't problem they have most because they business don't want as a whole "
    b"Like, out of It was only a really that kind of that people So that's I don't know if you have a years was just "
    b"what's company a different companies that's what things. have been point remember there's a lot of someone write "
    b"in that at least never so much many back to be all these the right kind of like So I there was of a mentioned "
    b"it, and you just before to be able to called what I or something like you need everybody you think a couple I "
    b"know take we were but I sometimes over of these don't have to especially but it's important look at you get "
    b"that's a of those already experience thinking about great This is working on yeah, people are you've got looking "
    b"we've things, and I think for a thought and that's What of the things And that's anything a bunch of it's like "
    b"have the some of the people that into the a lot of people I feel like was a I can because you a good wanted to I "
    b"think the of that we can there. better there are that you're somebody that you can in terms of what you And so "
    b"and we of like than know what that's the you know, then you another I just there, it's just where you in a like "
    b"that. that they the way can't the other whatever just like that the I'm not might you could thinking having "
    b"building the things that part of going to be of people from the things like people who using I don't think wanna "
    b"like the is a you want to stuff all of the first feel like it's a some of back you want and they know, be able "
    b"to thing that would be started understand first was like because it's And I think getting the things do you if "
    b"you're pretty like, Well, time to make being much and it's still I have open think about that are There's right? "
    b"about the to get you have to that is them something like talk about I think it's always it's not to have like a "
    b"good doesn't when you even is the I've around will able to is that didn't also I think that's I think that "
    b"working And I talking about through you've definitely because I everything basically at the I would you don't we "
    b"have that was don't have there's a make one of the should with the for the I don't know think that that, maybe "
    b"been interesting need to a little bit their the same that I were don't know to do and you into doing all the And "
    b"then I mean, that we that. something that which is could and I I was Yeah. this is very a little to the we're "
    b"probably Because sort of know it was other have a those things that trying to when from if you more on the these "
    b"want to they're to be It's Yeah, which That's where have to that you you have going to would and then different "
    b"I don't you can your they there's things in the a lot of what actually don't with you're something of the people "
    b"kind of about that's it's really this just have because I think like that "
)
_WINDOW = -13  # bits, for the words and a text; negative for a stream without a header
_LEVEL = 1  # the highest takes half as long again, for a twelfth less
_LEAST = 300  # bytes: two of three texts are shorter, with a third of all bytes, and take as long each
_FRESH = zlib.compressobj(_LEVEL, wbits=_WINDOW, memLevel=5, zdict=_WORDS)
_ORIGINAL_LEVEL = 2  # a tenth larger than the default, in a quarter of its time


def packed(text: str) -> str | bytes:
    """A text as it is kept: as bytes, or as it is where it is short or not larger."""
    whole = text.encode("utf-8", "surrogatepass")
    if len(whole) < _LEAST:
        return text
    packer = _FRESH.copy()
    small = packer.compress(whole) + packer.flush()
    return small if len(small) < len(whole) else text


def unpacked(kept: str | bytes) -> str:
    """The text that was kept so, of which a checksum said that it is whole."""
    if isinstance(kept, str):
        return kept
    return zlib.decompressobj(wbits=_WINDOW, zdict=_WORDS).decompress(kept).decode("utf-8", "surrogatepass")


def packed_original(data: bytes) -> bytes:
    """The bytes of a source as they are kept."""
    return zlib.compress(data, _ORIGINAL_LEVEL)


def unpacked_original(kept: object, sha256: object) -> bytes | None:
    """The bytes of a source that were kept so; None where they are not those with this hash."""
    try:
        data = zlib.decompress(kept) if isinstance(kept, bytes) else b""
    except zlib.error:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
