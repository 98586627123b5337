"""Static files as they are served: hashed, compressed, our style sheets without comments."""

import re

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND_MARKS = re.compile(r"\s*([{};,>])\s*")
_AFTER_COLON = re.compile(r":\s+")


def squeeze(css: str) -> str:
    """Return a style sheet without comments and needless space. Space around + stays: calc()."""
    css = _SPACE.sub(" ", _COMMENT.sub("", css))
    return _AFTER_COLON.sub(":", _AROUND_MARKS.sub(r"\1", css)).replace(";}", "}").strip()


class SqueezedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Lets sources be written for people: what explains them is left out of what is sent."""

    def _save(self, name: str, content: "File[bytes]") -> str:
        if name.startswith("css/") and name.endswith(".css"):
            # Chunks begin at the start, wherever hashing has left the file.
            source = b"".join(content.chunks()).decode()
            content = ContentFile(squeeze(source).encode())
        return str(super()._save(name, content))
