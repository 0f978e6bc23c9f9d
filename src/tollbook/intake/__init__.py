"""Where the outside comes in: files, folders, pages, mails, feeds and lines, each made a report or refused with a
reason.

:func:`tollbook.intake.documents.documents` is the door. What cannot be a report comes out as a
:class:`tollbook.model.Problem` whose ``where`` names the file and the line or part, ``what`` says what is wrong and
``why`` what to do; nothing here raises for what a file holds. Formats that can be made to do harm are converted in a
child process (:mod:`tollbook.intake.worker`), and only :mod:`tollbook.intake.fetch` ever uses the network.
"""
