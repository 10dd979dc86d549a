using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>Joins the certificates and keys of one identity file into usable pairs, and says what is left over.</summary>
internal sealed class IdentityJoiner
{
    private readonly List<FiledIdentity> _identities = [];
    private readonly List<FiledCertificate> _others = [];
    private readonly List<FolderProblem> _problems = [];

    private readonly DateTimeOffset? _activatesAt;

    private IdentityJoiner(DateTimeOffset? activatesAt) => _activatesAt = activatesAt;

    public IReadOnlyList<FiledIdentity> Identities => _identities;

    /// <summary>Certificates without a key: the chain.</summary>
    public IReadOnlyList<FiledCertificate> Others => _others;

    public IReadOnlyList<FolderProblem> Problems => _problems;

    /// <summary>Joins by public key.</summary>
    /// <param name="file">The certificates' file.</param>
    /// <param name="keyFile">The keys' file, which may be the same.</param>
    /// <param name="certificates">The certificates.</param>
    /// <param name="keys">The keys; those that are not used are disposed.</param>
    /// <param name="activatesAt">From when on the keys are to be used, if that is said.</param>
    /// <param name="reportMissing">Whether to report absent keys: not when one is there and could not be read, which is reported already.</param>
    public static IdentityJoiner Join(string file, string keyFile, IReadOnlyList<X509Certificate2> certificates, IReadOnlyList<PrivateKey> keys, bool reportMissing, DateTimeOffset? activatesAt = null)
    {
        var joiner = new IdentityJoiner(activatesAt);
        var owned = new HashSet<X509Certificate2>(ReferenceEqualityComparer.Instance);
        foreach (PrivateKey key in keys)
        {
            X509Certificate2[] own = [.. certificates.Where(key.IsOf)];
            owned.UnionWith(own);
            if (own.Length == 0)
            {
                joiner._problems.Add(new FolderProblem(keyFile, certificates.Count == 0
                    ? "holds a private key without its certificate: put the certificate into the same file, or beside it under the same name with .pem"
                    : $"holds a private key that is not that of the certificate in {file}: put the pair together that belongs together"));
                key.Dispose();
                continue;
            }

            foreach (X509Certificate2 certificate in own)
            {
                joiner.Add(file, certificate, key, certificates.Where(c => !own.Contains(c) && CertificateOutline.Of(c).IsAuthority));
            }
        }

        foreach (X509Certificate2 certificate in certificates.Where(c => !owned.Contains(c)))
        {
            CertificateOutline outline = CertificateOutline.Of(certificate);
            joiner._others.Add(new FiledCertificate(certificate.RawData, outline));
            if (reportMissing && keys.Count == 0 && !outline.IsAuthority)
            {
                joiner._problems.Add(new FolderProblem(file, "holds a certificate without its private key: put the key beside it under the same name with .key, or move the certificate to members/"));
            }
        }

        if (reportMissing && certificates.Count == 0 && keys.Count == 0)
        {
            joiner._problems.Add(new FolderProblem(file, "holds neither a certificate nor a private key: put them there or remove the file"));
        }

        return joiner;
    }

    private void Add(string file, X509Certificate2 certificate, PrivateKey key, IEnumerable<X509Certificate2> chain)
    {
        CertificateOutline outline = CertificateOutline.Of(certificate);
        if (outline is { Roles.Count: 0, IsAuthority: false } && (CertificateOutline.Addresses(certificate).Count > 0 || outline.ServesDomains))
        {
            // A user's, or an authority's that was agreed to be named otherwise; the folder that it lies in tells.
            var person = key.ManagedSigning is { } own ? new SoftwareSigningKey(certificate, own, chain) { ActivatesAt = _activatesAt } : key.Signing is { } signs ? new SoftwareSigningKey(certificate, signs, chain) { ActivatesAt = _activatesAt } : null;
            var opens = key.ManagedDecryption is { } managed ? new SoftwareDecryptionKey(certificate, managed) { ActivatesAt = _activatesAt } : key.Decryption is { } agrees ? new SoftwareDecryptionKey(certificate, agrees) { ActivatesAt = _activatesAt } : null;
            _identities.Add(new FiledIdentity(new FiledCertificate(certificate.RawData, outline), [], opens) { UserKey = person });
            return;
        }

        if (outline.Roles.Count == 0)
        {
            _problems.Add(new FolderProblem(file, "holds a certificate of no role: its common name, or an address's local part, has to be domain-signing-authority, review-authority, attribute-authority or domain-confidentiality-authority"));
            return;
        }

        ImmutableList<(DomainRole, SoftwareSigningKey)> signing = [];
        SoftwareDecryptionKey? decryption = null;
        foreach (DomainRole role in outline.Roles)
        {
            bool decrypts = role == DomainRole.Confidentiality;
            if (decrypts && key.ManagedDecryption is { } managedDecryption)
            {
                decryption = new SoftwareDecryptionKey(certificate, managedDecryption) { ActivatesAt = _activatesAt };
            }
            else if (!decrypts && key.ManagedSigning is { } managedSigning)
            {
                signing = signing.Add((role, new SoftwareSigningKey(certificate, managedSigning, chain) { ActivatesAt = _activatesAt }));
            }
            else if ((decrypts ? key.Decryption : key.Signing) is not { } usable)
            {
                _problems.Add(new FolderProblem(file, $"has a key usage that forbids what a {role.RfcName()} does: issue a certificate for {(decrypts ? "key agreement" : "digital signatures")}"));
            }
            else if (decrypts)
            {
                decryption = new SoftwareDecryptionKey(certificate, usable) { ActivatesAt = _activatesAt };
            }
            else
            {
                signing = signing.Add((role, new SoftwareSigningKey(certificate, usable, chain) { ActivatesAt = _activatesAt }));
            }
        }

        _identities.Add(new FiledIdentity(new FiledCertificate(certificate.RawData, outline), signing, decryption));
    }
}
