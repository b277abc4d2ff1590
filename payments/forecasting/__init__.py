"""What is likely to be earned and paid in the coming months (money.md §4). Pure: numpy and scipy, no Django.

    history = History of the past month ends (`Recorder`), each a `Snapshot` of what was known then
    chances = fit(history)                                 chance and time of everything that may happen
    opened  = possibilities(snapshot, schemes, chances)    what is open now, and worth what
    result  = simulate(chances, opened, standing, plan)    clients drawn whole; a Forecast with its bands

Amounts here are estimates in pence, held as floats: no ledger reads them, and pages round them when they show them.
"""
