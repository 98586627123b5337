"""The words that banks and money apps put above their columns, in five languages."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from finance.imports.parsing.words import fold


class Field(StrEnum):
    """What a column can become."""

    SKIP = "skip"
    DATE = "date"
    NAME = "name"
    NOTE = "note"
    AMOUNT = "amount"
    DEBIT = "debit"
    CREDIT = "credit"
    KIND = "kind"
    CURRENCY = "currency"
    SUBCATEGORY = "subcategory"
    BALANCE = "balance"


LABELS = {
    Field.SKIP: _("Leave out"),
    Field.DATE: _("Date"),
    Field.NAME: _("Payee or name"),
    Field.NOTE: _("Note"),
    Field.AMOUNT: _("Amount, minus is money out"),
    Field.DEBIT: _("Money out"),
    Field.CREDIT: _("Money in"),
    Field.KIND: _("In or out, as a word"),
    Field.CURRENCY: _("Currency"),
    Field.SUBCATEGORY: _("Kind"),
    Field.BALANCE: _("Balance afterwards (left out)"),
}
# Several columns may become these; they are joined.
JOINED = frozenset({Field.NAME, Field.NOTE, Field.SUBCATEGORY})
_WORSE = 100
REPEATABLE = JOINED | {Field.SKIP, Field.BALANCE}

# Phrases in the order in which they win when two columns claim the same field.
_PHRASES = {
    Field.DATE: (
        "date|booking date|transaction date|posting date|posted date|buchungstag|buchungsdatum|"
        "buchung|datum|data|data mov|data movimento|data do movimento|data operacao|"
        "data da operacao|data de lancamento|data lancamento|data transacao|fecha|fecha operacion|"
        "fecha de operacion|fecha contable|f contable|fecha movimiento|date operation|"
        "date de l operation|date d operation|date comptabilisation|date de comptabilisation|"
        "dateop|completed date|started date|timestamp|time|"
        "valutadatum|valuta|wertstellung|wertstellungstag|value date|data valor|fecha valor|"
        "date de valeur|date valeur|dateval|on|day|dia|tag|jour"
    ),
    Field.NAME: (
        "payee|name|begunstigter zahlungspflichtiger|beguenstigter zahlungspflichtiger|"
        "auftraggeber begunstigter|auftraggeber empfanger|zahlungsempfanger|"
        "zahlungspflichtiger|zahlungsempfanger in|zahlungspflichtige r|empfanger|begunstigter|"
        "beguenstigter|auftraggeber|"
        "name zahlungsbeteiligter|beneficiary|counterparty|merchant|merchant name|payee name|"
        "partner name|recipient|beneficiario|beneficiario ordenante|ordenante|favorecido|"
        "estabelecimento|destinatario|entidade|nome|nombre|comercio|beneficiaire|tiers|nom|"
        "libelle simplifie|partner|shop|store|who"
    ),
    Field.NOTE: (
        "description|verwendungszweck|buchungstext|details|detail|memo|note|notes|reference|"
        "payment reference|narrative|particulars|transaction description|descricao|"
        "descricao do movimento|historico|detalhe|detalhes|observacoes|nota|notas|concepto|"
        "descripcion|observaciones|mas datos|libelle|libelle operation|libelle de l operation|"
        "libelle complementaire|informations complementaires|motif|commentaire|notiz|"
        "beschreibung|text|bezeichnung|remarks|comment|purpose|zweck"
    ),
    Field.AMOUNT: (
        "amount|betrag|umsatz|valor|montante|importe|montant|importancia|quantia|value|sum|"
        "net amount|transaction amount|betrag eur|montante eur|cantidad|wert|total|monto|somme"
    ),
    Field.DEBIT: (
        "debit|debit amount|amount debit|debits|paid out|money out|withdrawal|withdrawals|"
        "withdrawal amount|soll|belastung|ausgang|ausgaben|lastschrift|debito|debitos|saida|"
        "saidas|cargo|cargos|gasto|debits eur|sortie|out|spent|payment out"
    ),
    Field.CREDIT: (
        "credit|credit amount|amount credit|credits|paid in|money in|deposit|deposits|"
        "deposit amount|haben|gutschrift|eingang|einnahmen|credito|creditos|entrada|entradas|"
        "abono|abonos|ingreso|entree|in|received|payment in"
    ),
    Field.KIND: (
        "debit credit|credit debit|dr cr|cr dr|soll haben|s h|d c|c d|debito credito|"
        "credito debito|type|transaction type|typ|umsatztyp|umsatzart|tipo|tipo de movimento|"
        "tipo movimiento|tipo de movimiento|tipo de operacion|direction|richtung|sens|"
        "type operation|type d operation|in out|af bij|income expense|natureza"
    ),
    Field.CURRENCY: "currency|wahrung|waehrung|moeda|moneda|divisa|devise|currency code|ccy|cur",
    Field.SUBCATEGORY: (
        "category|subcategory|sub category|kategorie|unterkategorie|hauptkategorie|categoria|"
        "subcategoria|categorie|sous categorie|category name|spending category"
    ),
    Field.BALANCE: (
        "balance|running balance|saldo|kontostand|saldo nach buchung|saldo contabilistico|"
        "saldo disponivel|saldo disponible|saldo final|solde|balance after|account balance|"
        "closing balance|available balance"
    ),
}
_WINS = {
    fold(phrase): (place, rank)
    for place, phrases in _PHRASES.items()
    for rank, phrase in enumerate(phrases.split("|"))
}

_MEANINGS = {
    "expenses": (
        "expense|expenses|debit|dr|d|out|money out|payment|purchase|withdrawal|soll|s|ausgabe|"
        "ausgaben|ausgang|lastschrift|belastung|debito|despesa|despesas|saida|gasto|gastos|cargo|"
        "egreso|depense|depenses|sortie|af|spent|spending"
    ),
    "income": (
        "income|credit|cr|c|in|money in|deposit|haben|h|einnahme|einnahmen|eingang|gutschrift|"
        "credito|receita|receitas|rendimento|entrada|ingreso|ingresos|abono|revenu|revenus|"
        "entree|recette|bij|received|earning|earnings"
    ),
    "assets": "asset|assets|vermogen|ativo|ativos|patrimonio|activo|activos|actif|actifs",
    "liabilities": (
        "liability|liabilities|debt|verbindlichkeit|verbindlichkeiten|schuld|schulden|passivo|"
        "passivos|divida|dividas|pasivo|pasivos|deuda|deudas|passif|passifs|dette|dettes"
    ),
}
_CATEGORY_OF = {
    word: category for category, words in _MEANINGS.items() for word in words.split("|")
}


def category_of(value: str) -> str:
    """Return the category that a word of a type column stands for, or nothing."""
    return _CATEGORY_OF.get(fold(value), "")


@lru_cache(maxsize=4096)
def meaning(heading: str) -> tuple[Field, int]:
    """Return what a heading stands for and its rank; the longest phrase within it decides.

    The lower rank wins where two headings stand for the same; words besides make it worse.
    """
    words = fold(heading).split()
    for length in range(min(len(words), 5), 0, -1):
        for start in range(len(words) - length + 1):
            found = _WINS.get(" ".join(words[start : start + length]))
            if found and (length > 1 or len(words) <= 4):
                field, rank = found
                return field, rank + _WORSE * (len(words) - length)
    return Field.SKIP, 0


def known(headings: Sequence[str]) -> int:
    """Return how many headings we have a word for."""
    return len({meaning(heading)[0] for heading in headings} - {Field.SKIP})
