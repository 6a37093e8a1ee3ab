# Roles, as the program's own voice says them after a name
role-button = button
role-link = link
role-text-field = text field
role-password-field = password field
role-search-field = search field
role-heading = heading level { $level }
role-radio = radio button
role-switch = switch
role-stepper = stepper
role-tab = tab
role-tree-item = level { $level }
role-document = document

# States
state-on = on
state-off = off
state-selected = selected
state-not-selected = not selected
state-disabled = unavailable
state-expanded = expanded
state-collapsed = collapsed
state-empty = empty
state-required = required
state-invalid = invalid
