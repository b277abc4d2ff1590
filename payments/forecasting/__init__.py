"""What is likely to be earned and paid in the coming months (money.md §4). Pure: numpy and scipy, no Django.

    recorder.add(snapshot)                                  each past month end in order: a `Snapshot` of what was known
    chances = fit(recorder.history())                       chance and time of everything that may happen
    opened = possibilities(snapshot, schemes, chances)      what is open at the last month end, and worth what
    simulate(chances, opened, schemes, snapshot, Asked())   clients drawn whole: a `Forecast` with its bands

Amounts here are estimates in pence, held as floats: no ledger reads them, and pages round them when they show them.
"""
