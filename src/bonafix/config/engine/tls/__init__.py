"""HTTPS without a proxy: which certificate is served, where it comes from, how it stays valid.

plan.py       what the operator chose
pairs.py      a certificate with its key: read, checked, laid out for the web processes
own.py        files of the operator
authority.py  a local authority, for trials
acme.py       RFC 8555
keeper.py     the process that keeps the served certificate valid
doorway.py    the process at the plain port: redirect, challenges, the local authority's root
"""
