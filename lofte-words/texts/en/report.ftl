### The reports: to the assembly, for Brå's yearly survey, and as an appendix to an application for a grant.

report-title-council = Crime prevention: report to the municipal assembly
report-title-bra = Crime prevention: answers for Brå's yearly survey
report-title-grant = Appendix to an application for a crime prevention grant
report-name-council = Report to the municipal assembly
report-name-bra = Answers for Brå's yearly survey
report-name-grant = Appendix to a grant application
report-synthetic = The data are synthetic: made up to show how Löfte works.
report-unknown-party = unknown party
report-council-lead = The report follows section 13 of the law (2023:196) on municipalities' responsibility for crime prevention. Figures of incidents and answers are those published for residents.
report-bra-lead = Section by section: what the law (2023:196) asks for and what the municipality has to show. The questions of the survey change from year to year; take the answers from here.
report-grant-lead = The appendix gathers what an application by the ordinance (2023:442) should rest on: picture, problems with causes, plan, and goals that can be followed up. Whoever applies hands over a public record.
report-grant-picture = The picture is edition { $number }, adopted { $on }. It is attached to the application.
report-grant-no-picture = No picture has been adopted yet.
report-grant-public = Figures of surveys and incidents are only included as they are published.
report-section-clocks = The two clocks of the law
report-section-promises = Citizen promises
report-section-plan = The plan
report-section-council = Meetings of the council
report-section-missing = What is missing
report-section-picture = The picture
report-section-problems = Problems and causes
report-section-goals = Goals that can be followed up
report-table-plan = The measures of the plan
report-table-meetings = When the council has met
report-table-causes = The causes
report-table-section = What section { $section } asks for
report-no-promises = No promise is published yet.
report-no-measures = The plan has no measures yet.
report-no-meetings = No meeting is on record yet.
report-no-problems = No problem is prioritised yet.
report-no-causes = The cause analysis is not made yet.
report-nothing-missing = There is something to show for everything that the law asks for.
report-why-chosen = Prioritised because: { $reason }
report-runs = The promise runs from { $from } to { $to }.
report-col-registry-number = Registry number
report-col-about = About
report-col-goal = Operative goal
report-col-evidence = What speaks for it

cli-report-written = The report is written to { $file }.
cli-report-form = Give a file whose name ends in .pdf or .docx.

error-report = The report could not be made. Try again; if the error stays, tell whoever runs the server its code.
