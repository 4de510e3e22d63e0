# Two commands matter: make run, make test. All of them are one line of svs/launcher.
PYTHON ?= python3
LAUNCH = $(PYTHON) -m svs.launcher

.PHONY: run test check fix bench chaos fuzz migrate demo token
run:
	@$(LAUNCH) run
test:
	@$(LAUNCH) test
check:
	@$(LAUNCH) check
fix:
	@$(LAUNCH) fix
bench:
	@$(LAUNCH) bench
chaos:
	@$(LAUNCH) chaos
fuzz:
	@$(LAUNCH) fuzz
migrate:
	@$(LAUNCH) manage migrate
demo:
	@$(LAUNCH) manage demo $(if $(SEED),--seed $(SEED)) $(if $(TICKETS),--tickets $(TICKETS))
token:
	@$(LAUNCH) manage make_token "$(NAME)" $(if $(ROLE),--role $(ROLE))
