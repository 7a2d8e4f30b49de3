#!/usr/bin/env python3
"""Draws the figures of this report again from the data beside it: `python make_figures.py`.

Needs numpy, pandas and matplotlib. Change what you like: sizes, fonts and colours are in `STYLE` and in
data/figures.json. Curves are computed from data/values.csv, with the same smoothing, centre and band as in DNI
Workbench; other figures, and curves over axes that the values do not have, are drawn from data/figures.json.
"""

import argparse
import itertools
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
STYLE = {
    'font.size': 8,
    'font.family': 'serif',
    'font.serif': ['STIX Two Text', 'STIXGeneral', 'DejaVu Serif'],
    'mathtext.fontset': 'stix',
    'text.color': '#1d2126',
    'axes.labelcolor': '#1d2126',
    'axes.titlesize': 8,
    'axes.edgecolor': '#8d9199',
    'axes.linewidth': 0.6,
    'axes.spines.top': False,
    'axes.spines.right': False,
    'grid.color': '#e1e3e6',
    'grid.linewidth': 0.6,
    'xtick.color': '#8d9199',
    'xtick.labelcolor': '#1d2126',
    'xtick.major.size': 2.5,
    'xtick.major.width': 0.6,
    'ytick.color': '#8d9199',
    'ytick.labelcolor': '#1d2126',
    'ytick.major.size': 2.5,
    'ytick.major.width': 0.6,
    'legend.frameon': False,
    'legend.fontsize': 8,
    'legend.labelspacing': 0.3,
    'lines.scale_dashes': False,
    'pdf.fonttype': 42,
    'svg.fonttype': 'none',
}
# Of figures that the folder has no picture of.
PANEL_SIZE = (6.75, 2.6)  # inches
POINTS_PER_PIXEL = 8 / 11
LINE_WIDTH = {'main': 1.1, 'faint': 0.7, 'member': 0.7, 'guide': 0.7}
BAND_ALPHA = 0.14
# A line has its points where they are as far apart, in pixels.
MARK_DISTANCE = 8
MARKERS = {'circle': 'o', 'diamond': 'D', 'cross': 'x', 'tick': '|'}


# Data


def read_values(path=HERE / 'data' / 'values.csv'):
    """All values of the runs, to the last bit: columns run, metric, step, seconds and value."""
    kept = ['run', 'metric', 'step', 'seconds', 'value']
    values = pd.read_csv(path, usecols=kept, dtype=str, keep_default_na=False)[kept]
    # Python reads each number to its last bit; not every version of pandas does.
    return values.assign(**{name: [float(text) for text in values[name]] for name in kept[2:]})


def read_figures(path=HERE / 'data' / 'figures.json'):
    return json.loads(path.read_text(encoding='utf-8'))['figures']


# Curves of one run


def smooth(values, smoothing):
    """Exponential moving average with bias correction; values that are not finite do not enter it."""
    if smoothing == 0:
        return values
    smoothed = np.empty(len(values))
    average, bias = 0.0, 1.0
    for row, value in enumerate(values):
        if not math.isfinite(value):
            smoothed[row] = value
            continue
        average = smoothing * average + (1 - smoothing) * value
        bias *= smoothing
        smoothed[row] = average / (1 - bias)
    return smoothed


def find_gaps(metric, steps):
    """Rows that follow missing ones: more than ten times as far from the row before as the rows around are apart."""
    if metric.startswith(('speed/', 'memory/')):
        return set()
    distance = np.diff(steps)
    gaps = set()
    for row in range(1, len(steps)):
        around = max(
            distance[row - 2] if row > 1 else 0, distance[row] if row < len(distance) else 0
        )
        if around > 0 and distance[row - 1] > 10 * around:
            gaps.add(row)
    return gaps


def read_curve(values, run, recipe):
    """Places, smoothed values and gaps of one run; None where it has not measured the metric."""
    rows = values[(values['run'] == run) & (values['metric'] == recipe['metric'])]
    if rows.empty:
        return None
    x = rows['seconds' if recipe['x'] != 'step' else 'step'].to_numpy()
    if recipe['x'] == 'relative':
        x = x - x[0]
    y = smooth(rows['value'].to_numpy(), recipe['smoothing'])
    return x, y, find_gaps(recipe['metric'], rows['step'].to_numpy())


# Several runs at common places


def share_places(a, b):
    """Whether two runs have nearly the same places where both are measured."""
    start, end = max(a[0], b[0]), min(a[-1], b[-1])
    a, b = ({place for place in places if start <= place <= end} for places in (a, b))
    shared = len(a & b)
    return shared >= 0.9 * (shared + max(len(a - b), len(b - a))) - 1


def find_places(columns):
    """All places of all runs where they are measured at the same ones, else equal steps."""
    longest = max(columns, key=len)
    if all(share_places(column, longest) for column in columns):
        return np.unique(np.concatenate(columns))
    first, last = min(column[0] for column in columns), max(column[-1] for column in columns)
    count = min(10_000, max(2, len(longest)))
    places = first + (last - first) * np.arange(count) / (count - 1)
    places[-1] = last
    return places


def align(curve, places):
    """The values of a run at common places: NaN outside of its span and across its gaps."""
    x, y, gaps = curve
    aligned = np.full(len(places), np.nan)
    inside = (places >= x[0]) & (places <= x[-1])
    # Of a place that the run has twice, the last one.
    after = np.searchsorted(x, places, side='left')
    last = np.searchsorted(x, places, side='right') - 1
    for at in np.flatnonzero(inside):
        if x[last[at]] == places[at]:
            aligned[at] = y[last[at]]
        elif after[at] not in gaps:
            row = after[at]
            part = (places[at] - x[row - 1]) / (x[row] - x[row - 1])
            aligned[at] = y[row - 1] + (y[row] - y[row - 1]) * part
    return aligned


# Centre and band of the values at one place


def center_of(values, center):
    return np.mean(values) if center == 'mean' else np.median(values)


def band_of(values, center, band):
    """The ends of the band, NaN where it needs more values."""
    if band == 'range':
        return np.min(values), np.max(values)
    if band == 'none' or len(values) < 2:
        return np.nan, np.nan
    if band == 'interval':
        return bootstrap(np.sort(values), center)
    half = np.std(values, ddof=1) / (math.sqrt(len(values)) if band == 'se' else 1)
    middle = center_of(values, center)
    return middle - half, middle + half


def bootstrap(values, center):
    """95 % percentile bootstrap of the centre over runs, without draws."""
    if len(values) <= 6:
        return resample_all(values, center)
    return expand_mean(values) if center == 'mean' else median_ranks(values)


def resample_all(values, center):
    """All resamples of up to six values, each with the number of orders in which it can be drawn."""
    count = len(values)
    statistics, weights = [], []
    for indices in itertools.combinations_with_replacement(range(count), count):
        repeats = [indices.count(index) for index in set(indices)]
        weights.append(math.factorial(count) // math.prod(math.factorial(n) for n in repeats))
        statistics.append(center_of(values[list(indices)], center))
    wanted = 0.025 * count**count * (1 - 1e-12)

    def quantile(order):
        reached = np.cumsum(np.array(weights)[order])
        return statistics[order[np.argmax(reached >= wanted)]]

    order = np.argsort(statistics, kind='stable')
    return quantile(order), quantile(order[::-1])


def expand_mean(values):
    """Of more values, the quantiles of their mean by its first four moments (Cornish and Fisher 1938)."""
    count, center = len(values), np.mean(values)
    difference = values - center
    variance = np.mean(difference**2)
    if variance == 0:
        return center, center
    skewness = np.mean(difference**3) / variance**1.5 / math.sqrt(count)
    kurtosis = (np.mean(difference**4) / variance**2 - 3) / count
    error = math.sqrt(variance / count)
    ends = []
    for z in (-1.959963984540054, 1.959963984540054):
        score = (
            z
            + (z * z - 1) / 6 * skewness
            + (z**3 - 3 * z) / 24 * kurtosis
            - (2 * z**3 - 5 * z) / 36 * skewness**2
        )
        ends.append(min(max(center + error * score, values[0]), values[-1]))
    return tuple(ends)


def median_ranks(values):
    """The values between which the median of a resample lies, by binomial probabilities."""
    count = len(values)
    middles = [(count + 1) // 2] if count % 2 == 1 else [count // 2, count // 2 + 1]

    def tail(probability, least):
        terms = range(least, count + 1)
        return sum(
            math.comb(count, k) * probability**k * (1 - probability) ** (count - k) for k in terms
        )

    def end(part):
        ranks = [
            next(p for p in range(count) if p == count - 1 or tail((p + 1) / count, m) >= part)
            for m in middles
        ]
        return np.mean(values[ranks])

    return end(0.025), end(0.975)


def compute_curves(figure, values):
    """The curves of a figure from all values: a dict for each line that has any."""
    recipe = figure['recipe']
    curves = []
    for line in recipe['lines']:
        read = [read_curve(values, run, recipe) for run in line['runs']]
        runs = [curve for curve in read if curve is not None]
        if not runs:
            continue
        if len(line['runs']) == 1:
            x, y, gaps = runs[0]
            nothing = np.full(len(x), np.nan)
            curve = {'x': x, 'center': y, 'lower': nothing, 'upper': nothing, 'gaps': gaps}
        else:
            curve = aggregate(runs, recipe)
        curves.append({'series': line['series'], **curve})
    return curves


def aggregate(runs, recipe):
    places = find_places([x for x, _, _ in runs])
    columns = np.array([align(curve, places) for curve in runs])
    center, lower, upper = (np.full(len(places), np.nan) for _ in range(3))
    for at, column in enumerate(columns.T):
        finite = column[np.isfinite(column)]
        if len(finite) > 0:
            center[at] = center_of(finite, recipe['center'])
            lower[at], upper[at] = band_of(finite, recipe['center'], recipe['band'])
    is_by_step = recipe['x'] == 'step'
    gaps = find_gaps(recipe['metric'], places) if is_by_step else set()
    return {'x': places, 'center': center, 'lower': lower, 'upper': upper, 'gaps': gaps}


# Drawing


def draw(figure, values):
    import matplotlib.pyplot as plt

    paper = figure['page']
    columns = paper['columns'] if paper else 1
    rows = math.ceil(len(figure['panels']) / columns)
    size = (paper['width'], paper['height']) if paper else (PANEL_SIZE[0], PANEL_SIZE[1] * rows)
    page, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, layout='constrained')
    for place, axis in zip(itertools.chain(figure['panels'], itertools.repeat(None)), axes.flat):
        if place is None:
            axis.remove()
            continue
        draw_panel(axis, place, figure, values)
    if paper and paper['legend'] != 'none':
        add_legend(page, figure)
    return page


def draw_panel(axis, panel, figure, values):
    layers = panel['layers']
    if figure['recipe'] is not None:
        computed = list(layers_of(compute_curves(figure, values)))
        replaced = {line['series'] for line in figure['recipe']['lines']}
        layers = [layer for layer in layers if not is_curve(layer, replaced)] + computed
    for name in ('x', 'y'):
        set_axis(axis, name, panel[name])
    for order, layer in enumerate(layers):
        draw_layer(axis, layer, figure['series'], order + 2)
    if panel['title'] is not None:
        axis.set_title(plain(panel['title']), loc='left')


def is_curve(layer, replaced):
    """Whether a layer is drawn from the values instead."""
    is_line = layer['kind'] == 'line' and layer['role'] == 'main'
    return layer['series'] in replaced and (is_line or layer['kind'] == 'area')


def layers_of(curves):
    for curve in curves:
        common = {'series': curve['series'], 'x': curve['x']}
        yield {'kind': 'area', 'lower': curve['lower'], 'upper': curve['upper'], **common}
        cut = sorted(curve['gaps'])
        x, y = np.insert(curve['x'], cut, np.nan), np.insert(curve['center'], cut, np.nan)
        yield {'kind': 'line', 'role': 'main', 'series': curve['series'], 'x': x, 'y': y}


def draw_layer(axis, layer, all_series, order):
    series = None if layer['series'] is None else all_series[layer['series']]
    color = '#555555' if series is None else series['color']
    if layer['kind'] == 'line':
        role = layer['role']
        width = LINE_WIDTH[role]
        dash = [POINTS_PER_PIXEL * length for length in (series['dash'] if series else [])]
        alpha = 0.3 if role in ('faint', 'member') else 1
        look = {'color': color, 'lw': width, 'ls': (0, tuple(dash)) if dash else '-'}
        x, y = numbers(layer['x']), numbers(layer['y'])
        if role == 'main' and are_apart(axis, x, y):
            look.update(marker='o', ms=4 * POINTS_PER_PIXEL, mew=0)
        axis.plot(x, y, alpha=alpha, zorder=order, **look)
    elif layer['kind'] == 'area':
        lower, upper = numbers(layer['lower']), numbers(layer['upper'])
        axis.fill_between(
            numbers(layer['x']), lower, upper, color=color, alpha=BAND_ALPHA, lw=0, zorder=order
        )
    elif layer['kind'] == 'points':
        marker = MARKERS[layer['marker']]
        size = (2 * POINTS_PER_PIXEL * layer['size']) ** 2
        x, y = numbers(layer['x']), numbers(layer['y'])
        axis.scatter(x, y, s=size, c=color, marker=marker, zorder=order)
    elif layer['kind'] == 'rectangles':
        draw_rectangles(axis, layer, color, order)
    else:
        anchors = {'start': 'left', 'middle': 'center', 'end': 'right'}
        for item in layer['items']:
            look = {'ha': anchors[item['align']], 'va': 'center', 'zorder': order}
            axis.text(item['x'], item['y'], plain(item['text']), **look)


def are_apart(axis, x, y):
    """Whether nearly all points of a line are far enough apart to be marked."""
    finite = np.isfinite(x) & np.isfinite(y)
    places = axis.transData.transform(np.column_stack([x, y])[finite])[:, 0]
    if len(places) < 2:
        return True
    per_pixel = POINTS_PER_PIXEL * axis.figure.dpi / 72
    return np.mean(np.diff(places) >= MARK_DISTANCE * per_pixel) >= 0.9


def draw_rectangles(axis, layer, color, order):
    from matplotlib.patches import Rectangle

    for item in layer['items']:
        corner = (min(item['x0'], item['x1']), min(item['y0'], item['y1']))
        size = (abs(item['x1'] - item['x0']), abs(item['y1'] - item['y0']))
        alpha = {'fill': 1, 'light': 0.35, 'outline': 0.15}[layer['style']]
        fill = item.get('color') or color
        axis.add_patch(Rectangle(corner, *size, facecolor=fill, alpha=alpha, lw=0, zorder=order))
        if layer['style'] == 'outline':
            edge = {'fill': False, 'edgecolor': color, 'lw': 0.8, 'zorder': order}
            axis.add_patch(Rectangle(corner, *size, **edge))
        if item.get('text'):
            middle = (corner[0] + size[0] / 2, corner[1] + size[1] / 2)
            ink = 'white' if is_dark(fill) else 'black'
            look = {'ha': 'center', 'va': 'center', 'color': ink, 'zorder': order + 1}
            axis.text(*middle, plain(item['text']), **look)


def is_dark(color):
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def numbers(column):
    return np.array(column, dtype=float)


def set_axis(axis, name, described):
    getattr(axis, f'set_{name}scale')('log' if described['isLog'] else 'linear')
    getattr(axis, f'set_{name}lim')(described['min'], described['max'])
    ticks = described['ticks']
    getattr(axis, f'set_{name}ticks')([tick['value'] for tick in ticks])
    getattr(axis, f'set_{name}ticklabels')([plain(tick['label']) for tick in ticks])
    getattr(axis, f'set_{name}label')(plain(described['label']))
    axis.tick_params(axis=name, which='minor', length=0)
    if described['hasGrid']:
        axis.grid(True, axis=name)


def plain(text):
    """The text as it is: a dollar sign begins no formula."""
    return text.replace('$', r'\$')


def add_legend(page, figure):
    layers = [layer for panel in figure['panels'] for layer in panel['layers']]
    shown = {layer['series'] for layer in layers} - {None}
    named = [(at, series) for at, series in enumerate(figure['series']) if at in shown]
    if len(named) < 2 and not any(series['isReference'] for _, series in named):
        return
    samples = [sample_of(series, [one for one in layers if one['series'] == at])
               for at, series in named]
    labels = [plain(series['label']) for _, series in named]
    place = 'right upper' if figure['page']['legend'] == 'right' else 'lower center'
    page.legend(samples, labels, loc=f'outside {place}', handlelength=2)


def sample_of(series, layers):
    """What a series looks like in a plot: its line upon its band, or its mark."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    color = series['color']
    kinds = {layer['kind'] for layer in layers}
    roles = {layer['role'] for layer in layers if layer['kind'] == 'line'}
    dash = tuple(POINTS_PER_PIXEL * length for length in series['dash'])
    parts = []
    if 'area' in kinds:
        parts.append(Patch(facecolor=color, alpha=BAND_ALPHA, lw=0))
    if 'rectangles' in kinds:
        return Patch(facecolor=color, lw=0)
    if roles:
        width = LINE_WIDTH['main' if 'main' in roles else 'guide']
        parts.append(Line2D([], [], color=color, lw=width, ls=(0, dash) if dash else '-'))
    elif 'points' in kinds:
        marker = MARKERS[next(one['marker'] for one in layers if one['kind'] == 'points')]
        parts.append(Line2D([], [], color=color, lw=0, marker=marker, ms=5))
    return tuple(parts)


def main():
    parser = argparse.ArgumentParser(description='Draws the figures of this report from its data.')
    parser.add_argument('--format', default='pdf', help='pdf, svg or png (default: pdf)')
    parser.add_argument('--out', type=Path, default=HERE / 'drawn', help='the folder to write')
    options = parser.parse_args()
    import matplotlib

    matplotlib.use('agg')
    matplotlib.rcParams.update(STYLE)
    print('Reading the values', flush=True)
    values = read_values()
    options.out.mkdir(parents=True, exist_ok=True)
    figures = read_figures()
    for number, figure in enumerate(figures, 1):
        path = options.out / f'{figure["name"]}.{options.format}'
        page = draw(figure, values)
        page.savefig(path, dpi=300)
        matplotlib.pyplot.close(page)
        print(f'Figure {number} of {len(figures)}: {path}', flush=True)


if __name__ == '__main__':
    main()
