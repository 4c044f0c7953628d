"""Serves the page to a phone: who may ask, what is rendered and kept, and the routes.

- `addresses` finds where this machine can be reached, and draws the code to scan.
- `access`, `headers` and `bodies` guard every request, `protocol` every connection.
- `orders` reads a form into an order, `renderings` makes sessions of orders, `worker` in a process of its own, and
  `kept` keeps them on disk.
- `app` puts the routes together, and `server` runs them until it is told to end.
"""
