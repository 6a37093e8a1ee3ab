# Roles, as the program's own voice says them after a name
role-button = батырма
role-link = сілтеме
role-text-field = мәтін өрісі
role-password-field = құпиясөз өрісі
role-search-field = іздеу өрісі
role-heading = { $level }-деңгейлі тақырып
role-radio = ауыстырғыш
role-switch = ажыратқыш
role-stepper = мән өрісі
role-tab = қойынды
role-tree-item = { $level }-деңгей
role-document = құжат

# States
state-on = қосулы
state-off = өшірулі
state-selected = таңдалған
state-not-selected = таңдалмаған
state-disabled = қолжетімсіз
state-expanded = ашылған
state-collapsed = жиналған
state-empty = бос
state-required = міндетті
state-invalid = қате енгізілген
