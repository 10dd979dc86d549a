using System.Formats.Asn1;

namespace DomSec.Providers;

/// <summary>Security policies by table. Immutable; safe for concurrent use. Categories are not judged.</summary>
public sealed class SecurityLabelTable : ISecurityLabelPolicy
{
    private readonly Dictionary<string, SecurityLabelScheme> _byPolicy = new(StringComparer.Ordinal);

    /// <summary>Makes a table.</summary>
    /// <param name="schemes">The policies. None: nothing is in force.</param>
    /// <exception cref="ArgumentException">A policy, name, classification value or classification name is there twice, a policy is no object identifier, or a value is not within 0 to 256.</exception>
    public SecurityLabelTable(params IReadOnlyList<SecurityLabelScheme> schemes)
    {
        ArgumentNullException.ThrowIfNull(schemes);
        foreach (SecurityLabelScheme scheme in schemes)
        {
            if (Objection(scheme) is { } objection)
            {
                throw new ArgumentException(objection, nameof(schemes));
            }

            if (!_byPolicy.TryAdd(scheme.Policy, scheme))
            {
                throw new ArgumentException($"The policy {scheme.Policy} is there twice.", nameof(schemes));
            }
        }

        if (schemes.DistinctBy(scheme => scheme.Name, StringComparer.OrdinalIgnoreCase).Count() != schemes.Count)
        {
            throw new ArgumentException("Two policies have one name.", nameof(schemes));
        }

        Schemes = [.. schemes];
    }

    /// <summary>The policies, as given.</summary>
    public IReadOnlyList<SecurityLabelScheme> Schemes { get; }

    /// <inheritdoc />
    public bool IsInForce => Schemes.Count > 0;

    /// <inheritdoc />
    public bool Understands(SecurityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return _byPolicy.TryGetValue(label.Policy, out SecurityLabelScheme? scheme) && (label.Classification is null || IndexOf(scheme, label) >= 0);
    }

    /// <inheritdoc />
    public int? RankOf(SecurityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return _byPolicy.TryGetValue(label.Policy, out SecurityLabelScheme? scheme) && IndexOf(scheme, label) is >= 0 and int rank ? rank : null;
    }

    /// <inheritdoc />
    public string? Describe(SecurityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!Understands(label))
        {
            return null;
        }

        SecurityLabelScheme scheme = _byPolicy[label.Policy];
        return IndexOf(scheme, label) is >= 0 and int rank ? $"{scheme.Name}: {scheme.Classifications[rank].Name}" : scheme.Name;
    }

    /// <inheritdoc />
    public bool MayTranslate(SignatureReport signer, string? from, string to)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(to);
        if (!_byPolicy.TryGetValue(to, out SecurityLabelScheme? scheme) || scheme.Translators.Count == 0)
        {
            return false;
        }

        string fingerprint = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(signer.SignerCertificate.Span));
        return scheme.Translators.Any(translator =>
            string.Equals(translator, fingerprint, StringComparison.OrdinalIgnoreCase) || signer.Signer.Emails.Contains(translator, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Finds a policy by its name or its object identifier.</summary>
    /// <param name="name">The name, in any case, or the dotted object identifier.</param>
    /// <returns>The policy, or null when the table has none of that name.</returns>
    public SecurityLabelScheme? Find(string name) => Schemes.FirstOrDefault(scheme =>
        string.Equals(scheme.Name, name, StringComparison.OrdinalIgnoreCase) || string.Equals(scheme.Policy, name, StringComparison.Ordinal));

    internal static bool IsObjectIdentifier(string text)
    {
        try
        {
            new AsnWriter(AsnEncodingRules.DER).WriteObjectIdentifier(text);
            return text.Length <= 256;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    internal static string? Objection(SecurityLabelScheme scheme) =>
        string.IsNullOrWhiteSpace(scheme.Name) ? "A security policy has no name."
        : !IsObjectIdentifier(scheme.Policy) ? $"The policy of {scheme.Name} is not a dotted object identifier, such as 1.3.6.1.4.1.32473.1."
        : scheme.Classifications.FirstOrDefault(classification => classification.Value is < 0 or > 256) is { } outside ? $"The classification {outside.Name} of {scheme.Name} is not within 0 to 256 (RFC 2634 section 3.2)."
        : scheme.Classifications.DistinctBy(classification => classification.Value).Count() != scheme.Classifications.Count ? $"A classification value of {scheme.Name} is there twice."
        : scheme.Classifications.DistinctBy(classification => classification.Name, StringComparer.OrdinalIgnoreCase).Count() != scheme.Classifications.Count ? $"A classification name of {scheme.Name} is there twice."
        : null;

    private static int IndexOf(SecurityLabelScheme scheme, SecurityLabel label)
    {
        for (int i = 0; i < scheme.Classifications.Count; i++)
        {
            if (scheme.Classifications[i].Value == label.Classification)
            {
                return i;
            }
        }

        return -1;
    }
}
