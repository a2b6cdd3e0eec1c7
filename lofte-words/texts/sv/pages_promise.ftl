### Det som bara formulären om problem, löften och åtgärder säger.

form-changed-meanwhile = Inget är sparat: { $who } ändrade det här { $when }, medan du skrev. Din text står kvar. Vid varje fält som skiljer sig står vad som gäller nu; spara igen för att ersätta det med ditt.
form-now-says = Nu står det: ”{ $text }”
form-now-empty = Nu står det ingenting här.
form-choose-one = Välj ett av alternativen.
form-bad-date = Skriv en dag som finns, till exempel 2026-01-31.
form-backwards = Perioden slutar innan den börjar. Ändra en av dagarna.
form-bad-count = Skriv ett heltal, minst 1.
form-bad-done = Skriv ett heltal, 0 eller mer.
form-no-unit = Skriv vad som räknas, till exempel ronder.
form-bad-number = Skriv ett tal, till exempel 2,5.
form-bad-year = Skriv ett år med fyra siffror.
form-no-wave = Skriv vad mätningen som ska avgöra heter.
