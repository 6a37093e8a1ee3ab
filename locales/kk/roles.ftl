# Roles, as the program's own voice says them after a name
role-button = батырма
role-link = сілтеме
role-text-field = мәтін өрісі
role-password-field = құпиясөз өрісі
role-search-field = іздеу өрісі
role-heading = { $level }-деңгейлі тақырып
role-list = тізім
role-item = тізім элементі
role-choice = таңдау
role-radio = ауыстырғыш
role-switch = ажыратқыш
role-stepper = мән өрісі
role-tab = қойынды
role-tree = ағаш тізім
role-tree-item = ағаш тізім элементі
role-dialog = терезе
role-alert = хабарлама
role-progress = орындалу барысы
role-document = құжат
role-region = аймақ

# States
state-on = қосулы
state-off = өшірулі
state-selected = таңдалған
state-not-selected = таңдалмаған
state-disabled = қолжетімсіз
state-expanded = ашылған
state-collapsed = жиналған
state-busy = күте тұрыңыз
state-empty = бос
state-current = ағымдағы
state-required = міндетті
state-invalid = қате енгізілген
