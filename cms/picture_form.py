"""Pictures that staff upload: what is no picture, or would fill the memory once unpacked, is told at the field."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PictureField(WagtailImageField):
    """Accepts only what can be drawn: Wagtail's own field answers 500 where the data are cut off or lie."""

    def check_image_pixel_size(self, f: UploadedFile) -> None:
        try:
            with suppress(Image.DecompressionBombError):  # so large that Wagtail's own check stops at it unread
                self._check_stated_size(f)
            super().check_image_pixel_size(f)
        except ValidationError:
            raise
        except Exception as damage:  # Pillow's decoders raise whatever they meet: OSError, ValueError, struct.error
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from damage
        finally:
            f.seek(0)

    def _check_stated_size(self, f: UploadedFile) -> None:
        """Before anything is unpacked: a file of some kilobytes can state a billion pixels."""
        with Image.open(f) as picture:
            width, height = picture.size
        if width * height > self.max_image_pixels:
            words = {"num_pixels": width * height, "max_pixels_count": self.max_image_pixels}
            raise ValidationError(self.error_messages["file_too_many_pixels"] % words, code="file_too_many_pixels")


class PictureForm(BaseImageForm):
    """In the list of images, the upload of several and the chooser alike."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=own.label, required=own.required, widget=own.widget, max_length=own.max_length
            )
