"""Pages of the browser app: they read scenarios, ask for runs and draw; no arithmetic of the market.

**To add a page**: a module here with ``show()`` that ends with ``if __name__ == "__main__": show()``, and its words in
``experiments/words/<language>/app.toml``: its name in the menu under ``pages``, the rest in a table of its own.

A page says everything with ``say = words(state.language(), "app.<page>")``; reads what is set from ``state.view()``
(the world, the locked baseline, the what-if as scenarios) and changes it in callbacks with ``state.change``; keeps
short texts in the link with ``state.set_note`` and ``view().note``; draws comparisons with ``answers.follow`` and gets
other long work done with ``answers.result_of``, so that nothing is computed in a page's own thread.
"""

from experiments.words.words import read_words

# Modules in the order of the menu; the first is the opening page.
PAGES = tuple(read_words("en", "app.pages"))
