"""What can stand in the way of a bundle."""

from app.kit.errors import BadInput


class BundleExists(BadInput):
    code = "bundle_exists"
    message = "The file {file} exists already; a bundle is never written over another file."
    mend = "Choose another name with --out."


class BundleDamaged(BadInput):
    code = "bundle_damaged"
    message = "The bundle can't be trusted: {why}."
    mend = "Get it again from where it was made, and compare the key's fingerprint with one from elsewhere."
