'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  /* Copy buttons. */
  if (navigator.clipboard) {
    for (const box of document.querySelectorAll('.cmd')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'Copy';
      button.addEventListener('click', () => {
        navigator.clipboard.writeText(box.querySelector('code').textContent).then(() => {
          button.textContent = 'Copied';
          setTimeout(() => { button.textContent = 'Copy'; }, 1500);
        });
      });
      box.append(button);
    }
  }
  const svg = $('plot');
  const rows = [...document.querySelectorAll('#entries tbody tr')];
  if (!rows.length) return;

  /* Filter: kinds and text, of rows and marks alike. */
  const marks = svg ? [...svg.querySelectorAll('a')] : [];
  const markOf = new Map(marks.map((m) => [m.getAttribute('href').slice(1), m]));
  const kinds = [...document.querySelectorAll('.controls input[type=checkbox]')];
  const search = $('search');
  const told = $('told');
  function filter() {
    const on = new Set(kinds.filter((k) => k.checked).map((k) => k.value));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const off = !on.has(row.dataset.lane) || !words.every((w) => text.includes(w));
      row.classList.toggle('off', off);
      const mark = markOf.get(row.id);
      if (mark) mark.classList.toggle('off', off);
      shown += off ? 0 : 1;
    }
    told.textContent = shown + ' of ' + rows.length + ' entries';
    draw();
  }
  for (const k of kinds) k.addEventListener('change', filter);
  search.addEventListener('input', filter);
  for (const c of document.querySelectorAll('.controls')) c.hidden = false;

  /* Zoom: the window of time [from, to] in ms from the first entry. */
  const left = 120, right = 990;
  const whole = svg ? Number(svg.dataset.span) : 0;
  const zone = svg ? Number(svg.dataset.start) : 0; /* local ms since 1970 of the first entry */
  let from = svg ? Number(svg.dataset.from) : 0, to = svg ? Number(svg.dataset.to) : 0;
  const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5,
    36e5, 72e5, 108e5, 216e5, 432e5, 864e5, 1728e5, 6048e5];
  const x = (t) => left + ((t - from) / (to - from)) * (right - left);
  function ticks() {
    const box = $('ticks');
    const step = STEPS.find((s) => (to - from) / s <= 7) || 6048e5;
    const parts = [];
    const height = Number(svg.dataset.height);
    for (let at = Math.ceil((zone + from) / step) * step - zone; at <= to; at += step) {
      const line = document.createElementNS(svg.namespaceURI, 'path');
      line.setAttribute('class', 'tick');
      line.setAttribute('d', 'M' + x(at).toFixed(1) + ' 4V' + (height - 22));
      const text = document.createElementNS(svg.namespaceURI, 'text');
      text.setAttribute('x', x(at).toFixed(1));
      text.setAttribute('y', height - 7);
      text.setAttribute('text-anchor', 'middle');
      const iso = new Date(zone + at).toISOString();
      text.textContent = step >= 864e5 ? iso.slice(0, 10) : step < 1e3 ? iso.slice(11, 23) : iso.slice(11, 19);
      parts.push(line, text);
    }
    box.replaceChildren(...parts);
  }
  function draw() {
    if (!svg || !whole) return;
    for (const m of marks) {
      const start = Number(m.dataset.t), end = start + Number(m.dataset.d);
      const y = m.dataset.y;
      const seen = end >= from && start <= to;
      m.classList.remove('edge');
      m.setAttribute('visibility', seen ? 'visible' : 'hidden');
      const a = Math.max(x(start), left);
      m.setAttribute('transform', 'translate(' + a.toFixed(1) + ' ' + y + ')');
      const bar = m.querySelector('.d');
      if (bar) bar.setAttribute('width', Math.max(0, Math.min(x(end), right) - a).toFixed(1));
    }
    ticks();
  }
  function view(a, b) {
    const least = Math.min(whole, 1000);
    if (b - a < least) b = a + least;
    if (b - a > whole) { a = 0; b = whole; }
    if (a < 0) { b -= a; a = 0; }
    if (b > whole) { a -= b - whole; b = whole; }
    from = a; to = b;
    hide();
    draw();
  }
  const zoom = (factor, at) => view(at - (at - from) * factor, at + (to - at) * factor);
  const middle = () => (from + to) / 2;
  const actions = {
    in: () => zoom(0.5, middle()), out: () => zoom(2, middle()), all: () => view(0, whole),
    left: () => view(from - (to - from) / 3, to - (to - from) / 3),
    right: () => view(from + (to - from) / 3, to + (to - from) / 3),
  };
  for (const b of document.querySelectorAll('[data-zoom]')) b.addEventListener('click', () => actions[b.dataset.zoom]());

  /* The card with the evidence next to a point. */
  const card = $('card'), plot = svg ? svg.parentElement : null;
  function hide() { if (card) card.hidden = true; }
  function show(mark) {
    const row = $(mark.getAttribute('href').slice(1));
    const cell = (c) => row.querySelector('td.' + c);
    const head = document.createElement('div');
    head.className = 'soft';
    head.textContent = [cell('t').textContent, cell('k').textContent, cell('n').textContent].filter(Boolean).join(' · ');
    const what = document.createElement('div');
    for (const node of cell('x').childNodes) what.append(node.cloneNode(true));
    const place = document.createElement('div');
    place.className = 'soft';
    place.textContent = [...row.querySelectorAll('td.w')].map((w) => w.textContent).filter(Boolean).join(' · ');
    card.replaceChildren(head, what, place);
    card.hidden = false;
    const box = plot.getBoundingClientRect(), point = mark.getBoundingClientRect();
    const start = point.left - box.left + plot.scrollLeft;
    card.style.left = Math.max(6, Math.min(start + 14, plot.scrollLeft + box.width - card.offsetWidth - 6)) + 'px';
    card.style.top = (point.bottom - box.top + 8) + 'px';
  }
  if (svg) {
    plot.style.overflow = 'visible';
    for (const m of marks) {
      m.setAttribute('tabindex', '-1');
      m.addEventListener('pointerenter', () => show(m));
      m.addEventListener('pointerleave', () => { if (document.activeElement !== m) hide(); });
      m.addEventListener('focus', () => show(m));
      m.addEventListener('blur', hide);
    }
    if (marks.length) marks[0].setAttribute('tabindex', '0');
    svg.addEventListener('keydown', (e) => {
      const live = marks.filter((m) => !m.classList.contains('off') && m.getAttribute('visibility') !== 'hidden');
      const at = live.indexOf(document.activeElement);
      const go = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: live.length - 1 }[e.key];
      if (go !== undefined && live[go]) {
        marks.forEach((m) => m.setAttribute('tabindex', '-1'));
        live[go].setAttribute('tabindex', '0');
        live[go].focus();
        e.preventDefault();
      } else if (e.key === '+' || e.key === '=') actions.in();
      else if (e.key === '-') actions.out();
      else if (e.key === '0') actions.all();
      else if (e.key === 'Escape') hide();
    });
    svg.addEventListener('wheel', (e) => {
      if (!e.ctrlKey && !e.metaKey) return;
      e.preventDefault();
      const box = svg.getBoundingClientRect();
      const sx = ((e.clientX - box.left) / box.width) * 1000;
      zoom(e.deltaY > 0 ? 1.25 : 0.8, from + ((Math.max(left, Math.min(right, sx)) - left) / (right - left)) * (to - from));
    }, { passive: false });
  }
  filter();
})();
