"""What is owed: policies in force, the clocks of those who see the application, excuses."""

from app.web.api.route import ApiRouter

router = ApiRouter("sla")
