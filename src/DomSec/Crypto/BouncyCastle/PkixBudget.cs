using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// SEC-DOS-01, CERT-15: bounds what validating a path costs before it is validated; any CA below an anchor can ask for it. BouncyCastle limits the nodes of the
/// policy tree by itself (RFC 9618 section 1), and not the work per node, nor name checks, which grow with names times constraints.
/// </summary>
internal static class PkixBudget
{
    /// <summary>Policies of one certificate, or mappings. Bridges between governments have some tens.</summary>
    private const int MaxPolicies = 512;

    /// <summary>Comparisons of a name, or of a subtree, with a subtree above it.</summary>
    private const long MaxNameChecks = 1 << 20;

    /// <summary>Whether a path may be validated. May throw what BouncyCastle throws at malformed extensions.</summary>
    /// <param name="path">The subject first, the anchor last.</param>
    public static bool Allows(IReadOnlyList<PkixPathCertificate> path)
    {
        long subtrees = 0;
        long checks = 0;
        for (int i = path.Count - 1; i >= 0; i--)
        {
            X509Extensions? extensions = X509CertificateStructure.GetInstance(path[i].Der.ToArray()).TbsCertificate.Extensions;
            long ownSubtrees = CountSubtrees(extensions);
            checks += subtrees * (1 + path[i].Mailboxes.Count + Count(extensions, X509Extensions.SubjectAlternativeName) + ownSubtrees);
            subtrees += ownSubtrees;
            if (checks > MaxNameChecks
                || Count(extensions, X509Extensions.CertificatePolicies) > MaxPolicies
                || Count(extensions, X509Extensions.PolicyMappings) > MaxPolicies)
            {
                return false;
            }
        }

        return true;
    }

    private static int Count(X509Extensions? extensions, DerObjectIdentifier id) =>
        extensions?.GetExtensionParsedValue(id) is { } value ? Asn1Sequence.GetInstance(value).Count : 0;

    /// <summary>NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL, excludedSubtrees [1] GeneralSubtrees OPTIONAL }.</summary>
    private static long CountSubtrees(X509Extensions? extensions) =>
        extensions?.GetExtensionParsedValue(X509Extensions.NameConstraints) is { } value
            ? Asn1Sequence.GetInstance(value).Sum(trees => (long)Asn1Sequence.GetInstance(Asn1TaggedObject.GetInstance(trees), declaredExplicit: false).Count)
            : 0;
}
