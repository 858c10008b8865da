from accounts.models.recovery_code import RecoveryCode
from accounts.models.user import User

__all__ = ["RecoveryCode", "User"]
