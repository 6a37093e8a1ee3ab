# roles
