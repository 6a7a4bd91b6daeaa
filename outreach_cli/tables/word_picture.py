"""A drawing in a Word document: the SVG that Word draws sharp, and a raster for readers that know no SVG."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from outreach_cli.tables.svg_chart import BESIDE, ChartPicture

if TYPE_CHECKING:
    from docx.document import Document

SCALE = 2.5
"""The raster's dots to one of the drawing: 240 to the inch on paper."""
WIDTH = 12.0
"""The drawing's width on the page, in centimetres."""
SVG_BLIP = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""The id under which Word looks for the drawing that a raster stands for."""


def measure_height(picture: ChartPicture) -> float:
    """How high the drawing stands on the page, in points."""
    return picture.height / BESIDE * WIDTH / 2.54 * 72


def add_picture(document: Document, picture: ChartPicture) -> None:
    """Put a drawing into the document, with what it shows in words for whoever does not see it."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.shared import Cm

    content = f'<?xml version="1.0" encoding="UTF-8"?>\n{picture.drawing}'
    shape = document.add_picture(BytesIO(_make_raster(content)), width=Cm(WIDTH))
    number = len(document.inline_shapes)
    part = Part(
        PackURI(f"/word/media/drawing{number}.svg"), "image/svg+xml", content.encode(), document.part.package
    )
    related = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    names = shape._inline.docPr  # noqa: SLF001 - python-docx has no other way to the alternative text
    names.set("descr", picture.words)
    names.set("name", f"Chart {number}")
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip  # noqa: SLF001 - nor to this
    blip.append(
        parse_xml(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:ext uri="{SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{SVG_BLIP}"'
            ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
            f' r:embed="{related}"/></a:ext></a:extLst>'
        )
    )


def _make_raster(content: str) -> bytes:
    """The drawing as PNG, with the first of its fonts that the machine has."""
    from resvg_py import svg_to_bytes  # seldom needed: only Word asks for a raster

    return bytes(svg_to_bytes(svg_string=content, zoom=SCALE))
