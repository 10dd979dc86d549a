using DomSec.Crypto;
using DomSec.Trust;

namespace DomSec.Classification;

/// <summary>
/// What verifying one message may cost altogether, and the paths that were found for it (SEC-DOS-03). Its author chooses the keys, and layers times signers
/// times certificates of one name are thousands of pairs. Outer layers come first, so that what is inside takes nothing from them.
/// </summary>
internal sealed class VerificationBudget
{
    /// <summary>In RSA-2048 verifications, as <see cref="PublicKey.VerificationCost"/>: 330 signatures with ML-DSA; at worst some two seconds, with DSA.</summary>
    private const int MaxWork = 5000;

    /// <summary>Looking for a path costs signatures as well, and steps.</summary>
    private const int PathWork = 20;

    private readonly Dictionary<CachedCertificate, PathResult> _paths = new(ReferenceEqualityComparer.Instance);
    private int _work;

    public bool IsSpent => _work > MaxWork;

    /// <summary>Whether one more verification with a key is affordable; its cost is then taken.</summary>
    public bool TrySpend(PublicKey? key)
    {
        if (IsSpent)
        {
            return false;
        }

        _work += key?.VerificationCost ?? 0;
        return true;
    }

    /// <summary>The path of a certificate, looked for once more with what has become known since; as before when that is not affordable.</summary>
    public PathResult PathAgain(CachedCertificate certificate, Func<CachedCertificate, PathResult> find)
    {
        if (!IsSpent)
        {
            _work += PathWork;
            _paths[certificate] = find(certificate);
        }

        return _paths[certificate];
    }

    /// <summary>The path of a certificate, looked for once in a message; null when that is not affordable.</summary>
    public PathResult? PathOf(CachedCertificate certificate, Func<CachedCertificate, PathResult> find)
    {
        if (_paths.TryGetValue(certificate, out PathResult? known))
        {
            return known;
        }

        if (IsSpent)
        {
            return null;
        }

        _work += PathWork;
        return _paths[certificate] = find(certificate);
    }
}
