using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkix;
using Org.BouncyCastle.X509;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// The seam to BouncyCastle's path validation, RFC 5280 section 6.1: DER in, a status out. Its revocation checking is off.
/// BouncyCastle tests every RSA key it decodes for primality, which takes 14 ms at 2048 bits: callers keep the result.
/// </summary>
internal static class PkixPathValidation
{
    /// <summary>Validates a path of at least two certificates at one time.</summary>
    /// <param name="path">The subject first, the anchor last.</param>
    /// <param name="at">A time inside the validity of all but the anchor.</param>
    /// <param name="inputs">The policy inputs.</param>
    public static PkixStatus Validate(IReadOnlyList<PkixPathCertificate> path, DateTimeOffset at, PkixInputs inputs)
    {
        try
        {
            if (!PkixBudget.Allows(path))
            {
                return PkixStatus.TooCostly;
            }

            if (!PkixNameConstraints.Allow(path))
            {
                return PkixStatus.NameConstraints;
            }

            var certificates = new List<X509Certificate>(path.Count);
            foreach (PkixPathCertificate certificate in path)
            {
                certificates.Add(certificates.Count == 0 ? new SubjectCertificate(certificate.Der.ToArray()) : new X509Certificate(certificate.Der.ToArray()));
            }

            var anchor = new TrustAnchor(certificates[^1], null);
            certificates.RemoveAt(certificates.Count - 1);
            var parameters = new PkixParameters(new HashSet<TrustAnchor> { anchor })
            {
                IsRevocationEnabled = false,
                Date = at.UtcDateTime,
                IsExplicitPolicyRequired = inputs.ExplicitPolicy,
                IsPolicyMappingInhibited = inputs.InhibitPolicyMapping,
                IsAnyPolicyInhibited = inputs.InhibitAnyPolicy,
            };
            if (inputs.InitialPolicies.Count > 0)
            {
                parameters.SetInitialPolicies(new HashSet<string>(inputs.InitialPolicies, StringComparer.Ordinal));
            }

            parameters.AddCertPathChecker(new JudgedExtensions());
            new PkixCertPathValidator().Validate(new PkixCertPath(certificates), parameters);
            return PkixStatus.Ok;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // BouncyCastle reports a bad path, and input it did not expect, with many exception types; each means "not valid".
            return PkixStatus.Rejected;
        }
    }

    /// <summary>
    /// The certificate at the path's end. Its key verifies nothing in the path and is only an output of section 6.1, which nobody asks for here; but
    /// BouncyCastle reads it and knows no composite ones.
    /// </summary>
    private sealed class SubjectCertificate(byte[] der) : X509Certificate(der)
    {
        private static readonly Ed25519PublicKeyParameters _placeholder = new Ed25519PrivateKeyParameters(new byte[Ed25519PrivateKeyParameters.KeySize]).GeneratePublicKey();

        public override AsymmetricKeyParameter GetPublicKey()
        {
            var algorithm = new Ber.Oid(CertificateStructure.SubjectPublicKeyInfo.Algorithm.Algorithm.Id);
            return CompositeSignature.FromOid(algorithm) is null && CompositeKem.FromOid(algorithm) is null ? base.GetPublicKey() : _placeholder;
        }
    }

    /// <summary>
    /// Answers for critical extensions that BouncyCastle leaves over, such as extKeyUsage in a CA certificate.
    /// The trust room has judged every critical extension of the path before it asks (CERT-11).
    /// </summary>
    private sealed class JudgedExtensions : PkixCertPathChecker
    {
        public override void Init(bool forward)
        {
        }

        public override bool IsForwardCheckingSupported() => true;

        public override ISet<string>? GetSupportedExtensions() => null;

        public override void Check(X509Certificate cert, ISet<string> unresolvedCritExts) => unresolvedCritExts.Clear();
    }
}
