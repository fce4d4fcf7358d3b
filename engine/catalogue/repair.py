"""Making anew what a catalogue derives from its product rows: search index, filter rows, vocabulary, vectors."""

from __future__ import annotations

from pathlib import Path

from engine.catalogue import rows, schema
from engine.catalogue.check_rows import read_back
from engine.catalogue.check_vectors import VectorSpace, malformed, usual_width
from engine.catalogue.embedding import Advance, Embedder, embed_catalogue
from engine.catalogue.reader import Catalogue
from engine.catalogue.writer import CatalogueWriter


def repair_catalogue(
    path: Path,
    embedder: Embedder | None,
    space: VectorSpace | None = None,
    advance: Advance = lambda done, of: None,
) -> None:
    """Rebuild what can be made from the rows, in one transaction, then the vectors that are missing or wrong.

    The rows are believed, but one that does not match its checksum is written again by the next import that has its
    product, and one that cannot be read is removed, to come back the same way. A damaged file is not mended here.
    Raises :class:`CatalogueError`.
    """
    with CatalogueWriter(path) as writer:
        connection = writer.connection
        schema.renew_search_index(connection)
        for table in ("variant", "product_vector"):
            connection.execute(f"DELETE FROM {table} WHERE product NOT IN (SELECT rowid FROM product)")
        connection.execute("DELETE FROM document_vector WHERE document NOT IN (SELECT rowid FROM document)")
        connection.execute("DELETE FROM attribute")
        width = space.dimensions if space is not None else usual_width(connection)
        for table in ("product", "document"):
            bad = [(rowid,) for rowid, _ in malformed(connection, table, width)]
            connection.executemany(f"DELETE FROM {table}_vector WHERE {table} = ?", bad)
        for batch in read_back(Catalogue(path, connection)):
            writer.remove([rowid for rowid, _ in batch.unreadable])
            writer.index(batch.products)
            marks = ",".join("?" * len(batch.rowids))
            checksums = dict(
                connection.execute(f"SELECT rowid, content_hash FROM product WHERE rowid IN ({marks})", batch.rowids)
            )
            stale = [rowid for rowid, p in batch.products if checksums[rowid] != rows.product_row(p)[-1]]
            connection.executemany(
                "UPDATE product SET content_hash = x'' WHERE rowid = ?", [(rowid,) for rowid in stale]
            )
    if embedder is not None:
        embed_catalogue(path, embedder, advance)
