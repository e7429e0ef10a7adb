"""All main areas of a region on one figure, each muscle to be switched on and off."""

from html import escape
from urllib.parse import quote

import streamlit as st

from atlas.plates import Plate, Style, plate_figure, plate_of, shape_of_cut_out
from components.body_map import theme
from components.muscle_finder import REGION, capital, open_and_show
from components.session import Atlas, Visit

SIDE = "plate_side"
SIDES = ("right", "left")
WIDTH = {1: 760, 2: 640, 3: 430}
TALLEST = 660
ON_PHONE = (
    "<style>@media (max-width: 640px) {{ .st-key-plate_{view} :is(.stPlotlyChart, "
    ".stElementContainer:has(.stPlotlyChart)) "
    "{{ max-height: calc({ratio} * (100vw - 24px)); overflow: hidden; }} }}</style>"
)


@st.cache_data(show_spinner=False, hash_funcs={Atlas: lambda atlas: atlas.boot})
def _plate(atlas: Atlas, region: str, side: str) -> Plate:
    return plate_of(atlas.catalogue, atlas.built, region, "left" if side == "left" else "right")


def region_plates(atlas: Atlas, now: Visit) -> None:
    """Draw the plate of the region that is chosen, or of the first."""
    text, catalogue = atlas.text, atlas.catalogue
    region = st.session_state.get(REGION) or next(iter(catalogue.regions), None)
    if region is None:
        return
    side = st.session_state.get(SIDE) or "right"
    plate = _plate(atlas, region, side)
    names = {
        muscle: (
            capital(catalogue.muscles[muscle].plain_name)
            if now.mode == "patient"
            else catalogue.muscles[muscle].name
        )
        for muscle in plate.styles
    }
    st.html(f'<h2 class="tp-title">{escape(catalogue.regions[region])}</h2>')
    if not plate.styles:
        st.html(f'<p class="tp-hint">{escape(text["muscles.plates.none"])}</p>')
        return
    st.html(f'<p class="tp-muted">{escape(text["muscles.plates.note"])}</p>')
    shown = _switches(atlas, plate, region)
    columns = st.columns(len(plate.views))
    for column, view in zip(columns, plate.views, strict=True):
        figure = plate_figure(atlas.built, plate, view, names, shown, theme())
        width, ratio = WIDTH[len(plate.views)], shape_of_cut_out(atlas.built, plate, view)
        figure["layout"]["height"] = round(min(TALLEST, width * ratio))
        title = text[f"view.{view}"]
        with column, st.container(key=f"plate_{view}"):
            st.html(ON_PHONE.format(view=view, ratio=round(ratio, 3)))
            st.html(f'<p class="tp-plate-title">{escape(title)}</p>')
            st.plotly_chart(
                figure,
                key=f"plate:{region}:{side}:{view}",
                theme=None,
                config={"displayModeBar": False, "scrollZoom": False},
                alt=text(
                    "muscles.plates.alt", view=title, names=", ".join(names[m] for m in shown)
                ),
            )
    _twin(atlas, now, plate, names)


def _switches(atlas: Atlas, plate: Plate, region: str) -> list[str]:
    """A switch for each muscle, and all or none at once; what is switched on."""
    text, key = atlas.text, f"plate_shown_{region}"
    muscles = list(plate.styles)
    if key not in st.session_state:
        st.session_state[key] = muscles

    def put(shown: list[str]) -> None:
        st.session_state[key] = shown

    with st.container(key="plate_switches", horizontal=True, vertical_alignment="center"):
        chosen = st.pills(
            text["muscles.plates.switch"],
            muscles,
            selection_mode="multi",
            format_func=lambda muscle: (
                f"{plate.styles[muscle].number} {atlas.catalogue.muscles[muscle].name}"
            ),
            key=key,
            persist_state="session",
            wrap=True,
        )
    with st.container(key="plate_tools", horizontal=True, vertical_alignment="center"):
        st.button(text["muscles.plates.all"], on_click=put, args=(muscles,), type="tertiary")
        st.button(text["muscles.plates.no_one"], on_click=put, args=([],), type="tertiary")
        st.segmented_control(
            text["muscles.side"],
            SIDES,
            default="right" if SIDE not in st.session_state else None,
            format_func=lambda one: text[f"muscles.sides.{one}"],
            key=SIDE,
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
    return [muscle for muscle in muscles if muscle in (chosen or [])]


def _twin(atlas: Atlas, now: Visit, plate: Plate, names: dict[str, str]) -> None:
    """The same in words: number, name, where textbooks show the pain; and a way to the muscle."""
    text, catalogue = atlas.text, atlas.catalogue
    st.html(f'<h3 class="tp-h3">{escape(text["muscles.plates.in_words"])}</h3>')
    with st.container(key="plate_twin"):
        for muscle_id, style in plate.styles.items():
            muscle = catalogue.muscles[muscle_id]
            second = muscle.name if now.mode == "patient" else muscle.plain_name
            own = [point for point in muscle.trigger_points if not point.pattern_of]
            said = dict.fromkeys(getattr(p.pattern, now.mode) for p in own)
            with st.container(horizontal=True, key=f"twin_{muscle_id}"):
                st.html(
                    f'<p class="tp-twin">{swatch(style)}<span><b>{escape(names[muscle_id])}</b> '
                    f"<em>{escape(second)}</em>"
                    f"<br>{escape(' '.join(said))}</span></p>",
                    width="stretch",
                )
                st.button(
                    text["muscles.open"],
                    key=f"twin:{muscle_id}",
                    help=text("muscles.open_one", name=muscle.name),
                    on_click=open_and_show,
                    args=(atlas, now, muscle_id),
                )
    for muscle_id in plate.undrawn:
        name = catalogue.muscles[muscle_id].name
        st.html(f'<p class="tp-muted">{escape(text("muscles.plates.undrawn", name=name))}</p>')


def swatch(style: Style) -> str:
    """A muscle's number, colour and dashes as on the plate."""
    dash = "" if style.dash == "solid" else style.dash.replace("px", "")
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="46" height="22" viewBox="0 0 46 22">'
        '<rect width="46" height="22" rx="5" fill="#F4ECE4"/>'
        f'<rect x="2" y="2" width="42" height="18" rx="4" fill="{style.colour}" '
        f'fill-opacity="0.13" stroke="{style.colour}" stroke-width="2.2" '
        f'stroke-dasharray="{dash}"/><rect x="13" y="3" width="20" height="16" rx="3" '
        f'fill="{style.colour}"/><text x="23" y="15.5" text-anchor="middle" font-size="12" '
        f'font-family="sans-serif" font-weight="700" fill="#FFFFFF">{style.number}</text></svg>'
    )
    source = f"data:image/svg+xml,{quote(drawn)}"
    return f'<img class="tp-swatch" src="{source}" width="46" height="22" alt="{style.number}">'
