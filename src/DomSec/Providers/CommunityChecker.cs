using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Providers;

/// <summary>
/// Judges the contents of a community folder for its administrator, with the platform's own path building. A second opinion on purpose:
/// the verdicts on mail come from the rooms that judge mail.
/// </summary>
internal sealed class CommunityChecker
{
    private const string EmailProtection = "1.3.6.1.5.5.7.3.4";
    private const string AnyExtendedKeyUsage = "2.5.29.37.0";
    private const string MlKemArc = "2.16.840.1.101.3.4.4.";
    private const int MinRsaKeyBits = 2048; // RFC 8551 section 6, as DomSecOptions.MinRsaKeyBits
    private const int MaxManagedPath = 10;
    private static readonly TimeSpan Forecast = TimeSpan.FromDays(30);

    private readonly LoadedFolder _folder;
    private readonly DateTimeOffset _now;
    private readonly List<CommunityFinding> _findings = [];

    private CommunityChecker(LoadedFolder folder, DateTimeOffset now)
    {
        _folder = folder;
        _now = now;
    }

    public static IReadOnlyList<CommunityFinding> Check(LoadedFolder folder, DateTimeOffset now)
    {
        var checker = new CommunityChecker(folder, now);
        checker.Check();
        return checker._findings;
    }

    private void Check()
    {
        foreach (FolderProblem problem in _folder.Problems)
        {
            string[] parts = problem.File.Split('/');
            bool ofDomain = parts.Length > 1 && parts[0] is "members" or "identities";
            MailDomain? domain = ofDomain && MailDomain.TryParse(parts[1], out MailDomain d) ? d : null;
            Add(domain, problem.File, CommunityFindingSeverity.Error, problem.Text);
        }

        _findings.AddRange(DecisionAdvice.For(_folder.Snapshot.Decisions));
        CheckAnchors();
        CheckRevocationLists();
        CheckForecast();
        foreach (MailDomain domain in _folder.Snapshot.Members)
        {
            DomainCertificate[] all = [.. _folder.Certificates.Where(c => c.Domain == domain)];
            foreach (DomainCertificate certificate in all.Where(c => c.HasKey || !all.Any(o => o.HasKey && Same(o, c))))
            {
                CheckCertificate(certificate);
            }

            CheckRoles(domain);
            CheckSeparation(domain, all);
            AdviseReservedNames(domain);
        }
    }

    /// <summary>
    /// DS-SEC-01, RFC 3183 section 6 and CAB-07: whoever gets a mailbox of a role's name gets mail, and from a public authority a certificate, in the authority's name. Used or not.
    /// </summary>
    private void AdviseReservedNames(MailDomain domain)
    {
        string names = string.Join(", ", Enum.GetValues<DomainRole>().Select(role => $"{role.RfcName()}@{domain}"));
        Add(domain, "community.json", CommunityFindingSeverity.Advice, $"no user of {domain} may have the mailbox or alias {names} (RFC 3183 section 6): reserve all four in the mail system, used or not");
    }

    /// <summary>SEC-KEY-03, RFC 8419 section 4: a key that both signs and decrypts lets one operation be abused through the other.</summary>
    private void CheckSeparation(MailDomain domain, IReadOnlyList<DomainCertificate> certificates)
    {
        var decrypting = new HashSet<string>(StringComparer.Ordinal);
        foreach (DomainCertificate certificate in certificates.Where(c => c.Certificate.Outline.Roles.Contains(DomainRole.Confidentiality)))
        {
            decrypting.Add(PublicKeyOf(certificate));
        }

        foreach (DomainCertificate certificate in certificates.Where(c => c.Certificate.Outline.Roles.Any(role => role != DomainRole.Confidentiality)).DistinctBy(PublicKeyOf))
        {
            if (decrypting.Contains(PublicKeyOf(certificate)))
            {
                Add(domain, certificate.File, CommunityFindingSeverity.Warning, "has a key that both signs and decrypts: use one key for each");
            }
        }
    }

    private static string PublicKeyOf(DomainCertificate certificate)
    {
        using X509Certificate2 platform = X509CertificateLoader.LoadCertificate(certificate.Certificate.Der.Span);
        return Convert.ToHexString(platform.PublicKey.ExportSubjectPublicKeyInfo());
    }

    private static bool Same(DomainCertificate a, DomainCertificate b) => a.Certificate.Der.Span.SequenceEqual(b.Certificate.Der.Span);

    private void CheckAnchors()
    {
        foreach (ReadOnlyMemory<byte> der in _folder.Snapshot.Trust.Anchors)
        {
            using X509Certificate2 anchor = X509CertificateLoader.LoadCertificate(der.Span);
            CheckValidity(null, "anchors", anchor, $"the anchor {CertificateOutline.Printable(anchor.Subject)} ", "put the community's next root beside it");
        }
    }

    private void CheckRevocationLists()
    {
        // RFC 5280 section 5.2.5: lists of one issuer with different scopes do not replace each other, and a delta CRL does not replace a complete one.
        var lists = _folder.Snapshot.Trust.RevocationLists
            .Select(der => (Outline: RevocationListOutline.Of(der), Scope: ScopeOf(der)))
            .Where(list => list.Outline is not null)
            .Select(list => (Outline: list.Outline!, list.Scope));
        foreach (var issuer in lists.GroupBy(list => Convert.ToHexString(list.Outline.Issuer.Span) + list.Scope, list => list.Outline, StringComparer.Ordinal))
        {
            RevocationListOutline newest = issuer.MaxBy(l => l.ThisUpdate)!;
            if (newest.ThisUpdate > _now)
            {
                Add(null, "crls", CommunityFindingSeverity.Error, $"the newest revocation list is of {newest.ThisUpdate:yyyy-MM-dd}, which is still to come: check the clock");
            }
            else if (newest.NextUpdate < _now)
            {
                Add(null, "crls", CommunityFindingSeverity.Error, $"the revocation list ended on {newest.NextUpdate:yyyy-MM-dd}, so that no certificate of its issuer can be relied on: renew it");
            }
            else if (newest.NextUpdate - _now < Forecast)
            {
                Add(null, "crls", CommunityFindingSeverity.Warning, $"the revocation list ends on {newest.NextUpdate:yyyy-MM-dd}: renew it before");
            }
        }
    }

    /// <summary>What is not looked at one by one: issuing certificates between, and whether what follows comes in time (SR-04).</summary>
    private void CheckForecast()
    {
        foreach (ExpiryForecast forecast in CommunityForecast.Of(_folder.Snapshot, _now))
        {
            string file = forecast.Domain is { } domain ? $"members/{domain}" : "anchors";
            if (forecast.Subject == ExpirySubject.Intermediate && forecast.ExpiresAt - _now < Forecast)
            {
                Add(null, file, CommunityFindingSeverity.Warning, $"the issuing certificate {forecast.Name} {(forecast.ExpiresAt < _now ? "ended" : "ends")} on {forecast.ExpiresAt:yyyy-MM-dd}: put its next one beside it");
            }

            if (forecast.ShortestOverlap is { } overlap && overlap < ExpiryForecast.SmallestOverlap)
            {
                Add(forecast.Domain, file, CommunityFindingSeverity.Warning, $"of {forecast.Name} two certificates that follow each other {(overlap < TimeSpan.Zero ? "leave a gap" : $"are valid together for {overlap.TotalDays:F1} days only")}: five days are needed (SR-04)");
            }
        }
    }

    private static string ScopeOf(ReadOnlyMemory<byte> der) =>
        X509.CertificateRevocationList.TryParse(der, out X509.CertificateRevocationList? list) == Ber.BerStatus.Ok ? $" {list!.IsDelta} {Convert.ToHexString(list.ScopeRaw.Span)}" : "";

    private void CheckRoles(MailDomain domain)
    {
        if (!_folder.Snapshot.OwnDomains.Contains(domain))
        {
            return;
        }

        foreach (DomainRole role in (ReadOnlySpan<DomainRole>)[DomainRole.DomainSigning, DomainRole.Confidentiality])
        {
            bool there = role == DomainRole.Confidentiality ? _folder.Snapshot.FindDecryptionKeys(domain).Count > 0 : _folder.Snapshot.FindSigningKeys(domain, role).Count > 0;
            if (!there)
            {
                Add(domain, $"identities/{domain}", CommunityFindingSeverity.Warning, $"there is no key of a {role.RfcName()}: {(role == DomainRole.Confidentiality ? "mail for this domain cannot be decrypted" : "mail of this domain cannot be signed")} here until one is added");
            }
        }
    }

    private void CheckCertificate(DomainCertificate filed)
    {
        if (filed.Certificate.Outline.Roles.Count == 0)
        {
            return; // an issuing certificate, or reported as a problem already
        }

        int before = _findings.Count;
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(filed.Certificate.Der.Span);
        if (End(certificate) < _now && HasSuccessor(filed))
        {
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Good, $"expired on {End(certificate):yyyy-MM-dd} and has a successor; {(filed.HasKey ? "kept for old mail" : "may be removed")}");
            return;
        }

        if (Start(certificate) > _now && HasSuccessor(filed))
        {
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Good, $"staged: takes over on {Start(certificate):yyyy-MM-dd}, valid until {End(certificate):yyyy-MM-dd}");
            return;
        }

        bool inTime = CheckValidity(filed.Domain, filed.File, certificate, "", "make the next key pair, and leave this one for old mail");
        CheckNames(filed, certificate);
        foreach (DomainRole role in filed.Certificate.Outline.Roles)
        {
            CheckUsage(filed, certificate, role);
        }

        if (inTime)
        {
            CheckChain(filed, certificate);
        }

        CheckRevocation(filed, certificate);
        if (_findings.Count == before)
        {
            string roles = string.Join(", ", filed.Certificate.Outline.Roles.Select(r => r.RfcName()));
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Good, $"{roles}, {(filed.HasKey ? "with its key, " : "")}valid until {End(certificate):yyyy-MM-dd}");
        }
    }

    /// <summary>Whether another certificate of the same role is valid now: old identities stay, for decryption, next ones are staged, and neither is a fault then.</summary>
    private bool HasSuccessor(DomainCertificate filed)
    {
        foreach (DomainCertificate other in _folder.Certificates)
        {
            if (other.Domain != filed.Domain || other.HasKey != filed.HasKey || !other.Certificate.Outline.Roles.Intersect(filed.Certificate.Outline.Roles).Any())
            {
                continue;
            }

            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(other.Certificate.Der.Span);
            if (End(certificate) >= _now && Start(certificate) <= _now)
            {
                return true;
            }
        }

        return false;
    }

    private bool CheckValidity(MailDomain? domain, string file, X509Certificate2 certificate, string subject, string advice)
    {
        DateTimeOffset end = End(certificate);
        DateTimeOffset start = Start(certificate);
        if (start > _now)
        {
            Add(domain, file, CommunityFindingSeverity.Error, $"{subject}is not valid before {start:yyyy-MM-dd HH:mm} UTC: wait, or check the clock");
            return false;
        }

        if (end < _now)
        {
            Add(domain, file, CommunityFindingSeverity.Error, $"{subject}expired on {end:yyyy-MM-dd}: {advice}");
            return false;
        }

        if (end - _now < Forecast)
        {
            Add(domain, file, CommunityFindingSeverity.Warning, $"{subject}expires on {end:yyyy-MM-dd}: {advice}");
        }

        return true;
    }

    private void CheckNames(DomainCertificate filed, X509Certificate2 certificate)
    {
        if (_folder.Snapshot.AgreementOf(filed.Domain) is { Naming: not NamingProfile.Strict3183 } agreement)
        {
            CheckAgreedNames(filed, certificate, agreement);
            return;
        }

        // RFC 3183 section 3.1.1: exactly one common name, the role's; the local part of an address is the role's name too.
        IReadOnlyList<string> names = CertificateOutline.CommonNames(certificate);
        if (names.Count != 1 || DomainRoleNames.RoleNamed(names[0]) is not { } role)
        {
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Warning, "its subject has not exactly one common name that is a role (RFC 3183 section 3.1.1): strict peers refuse it; issue it with CN=role");
            role = filed.Certificate.Outline.Roles[0];
        }

        bool covered = false;
        IReadOnlyList<string> addresses = CertificateOutline.Addresses(certificate);
        foreach (string address in addresses)
        {
            if (!MailDomain.TryFromAddress(address, out string local, out MailDomain domain) || DomainRoleNames.RoleNamed(local) != role)
            {
                Add(filed.Domain, filed.File, CommunityFindingSeverity.Warning, $"its address {CertificateOutline.Printable(address)} is not that of a {role.RfcName()} (RFC 3183 section 3.1.1): strict peers refuse it; issue it with {role.RfcName()}@{filed.Domain}");
                continue;
            }

            covered |= domain.IsSameOrAscendantOf(filed.Domain);
        }

        if (addresses.Count == 0)
        {
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Warning, $"it holds no address, so that it cannot be mapped to mail addresses (RFC 3183 section 3.1.1): issue it with {role.RfcName()}@{filed.Domain} as subjectAltName");
        }
        else if (!covered && role is DomainRole.DomainSigning or DomainRole.Confidentiality)
        {
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Error, $"none of its addresses is at {filed.Domain} or at a domain above it, as RFC 3183 section 3.1.1 demands: put it into the folder of its own domain");
        }
    }

    /// <summary>What can be said of names by themselves; whether pins hold is said of paths, where mail is judged.</summary>
    private void CheckAgreedNames(DomainCertificate filed, X509Certificate2 certificate, PeerAgreement agreement)
    {
        X509.Certificate.TryParse(filed.Certificate.Der, out X509.Certificate? parsed);
        bool isUri = agreement.Naming == NamingProfile.UriSan;
        int names = isUri ? (parsed?.SubjectAltUris.Count ?? 0) + (parsed?.SubjectAltDnsNames.Count ?? 0) : CertificateOutline.Addresses(certificate).Count;
        if (names == 0)
        {
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Warning, $"it holds no {(isUri ? "smtp or submit URI" : "address")}, which the naming agreed for {filed.Domain} asks for: issue it so, or change naming in community.json");
        }

        if (agreement.Naming == NamingProfile.EmailRole && CertificateOutline.CommonNames(certificate).Count > 0)
        {
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Warning, $"it holds a common name, which the naming agreed for {filed.Domain} does not have: strict peers may accept it, others by that agreement do not");
        }
    }

    private void CheckUsage(DomainCertificate filed, X509Certificate2 certificate, DomainRole role)
    {
        bool decrypts = role == DomainRole.Confidentiality;
        using RSA? rsa = certificate.GetRSAPublicKey();
        if (rsa is { KeySize: < MinRsaKeyBits })
        {
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Error, $"its RSA key has {rsa.KeySize} bits; at least {MinRsaKeyBits} are needed (RFC 8551 section 6): make a new key pair");
        }

        bool enciphers = rsa is not null || certificate.GetKeyAlgorithm().StartsWith(MlKemArc, StringComparison.Ordinal); // RFC 9935 section 5
        X509KeyUsageFlags needed = !decrypts ? X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation
            : enciphers ? X509KeyUsageFlags.KeyEncipherment
            : X509KeyUsageFlags.KeyAgreement;
        foreach (X509Extension extension in certificate.Extensions)
        {
            // RFC 8550 sections 4.4.2 and 4.4.4.
            if (extension is X509KeyUsageExtension usage && (usage.KeyUsages & needed) == X509KeyUsageFlags.None)
            {
                Add(filed.Domain, filed.File, CommunityFindingSeverity.Error, $"its key usage forbids what a {role.RfcName()} does: issue it with {(decrypts ? enciphers ? "keyEncipherment" : "keyAgreement" : "digitalSignature")}");
            }
            else if (extension is X509EnhancedKeyUsageExtension extended && !extended.EnhancedKeyUsages.Cast<Oid>().Any(o => o.Value is EmailProtection or AnyExtendedKeyUsage))
            {
                Add(filed.Domain, filed.File, CommunityFindingSeverity.Error, "its extended key usage excludes e-mail: issue it with emailProtection");
            }
        }
    }

    private void CheckChain(DomainCertificate filed, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck; // the platform takes no lists from us; CheckRevocation reads them
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = _now.UtcDateTime;
        policy.CustomTrustStore.AddRange(Load(_folder.Snapshot.Trust.Anchors));
        policy.ExtraStore.AddRange(Load(_folder.Snapshot.Trust.Intermediates));
        try
        {
            if (!Builds(chain, certificate) && !HasManagedPath(certificate))
            {
                X509ChainStatusFlags status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
                Add(filed.Domain, filed.File, CommunityFindingSeverity.Error, $"no valid path leads from it to an anchor ({status}): put its root into anchors/, and issuing certificates between them into its own file or folder");
            }
        }
        catch (CryptographicException)
        {
            // OpenSSL before 3.5 builds no path for a key that it cannot read, such as ML-KEM.
            Add(filed.Domain, filed.File, CommunityFindingSeverity.Warning, "its path to an anchor was not checked: this platform does not know its key's algorithm");
        }
        finally
        {
            Dispose(policy.CustomTrustStore);
            Dispose(policy.ExtraStore);
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    private static bool Builds(X509Chain chain, X509Certificate2 certificate)
    {
        try
        {
            return chain.Build(certificate);
        }
        catch (CryptographicException)
        {
            return false; // a key of an algorithm that the library underneath does not know
        }
    }

    /// <summary>The platform's chain knows the platform's algorithms alone; a path with EdDSA or ML-DSA in it is BouncyCastle's to check.</summary>
    private bool HasManagedPath(X509Certificate2 certificate)
    {
        var path = new List<PkixPathCertificate> { new(certificate.RawData, []) };
        byte[] issuer = certificate.IssuerName.RawData;
        while (path.Count < MaxManagedPath)
        {
            if (Find(_folder.Snapshot.Trust.Anchors, issuer) is { } anchor)
            {
                path.Add(new PkixPathCertificate(anchor.Der, []));
                return PkixPathValidation.Validate(path, _now, PkixInputs.Default) == PkixStatus.Ok;
            }

            if (Find(_folder.Snapshot.Trust.Intermediates, issuer) is not { } next)
            {
                break;
            }

            path.Add(new PkixPathCertificate(next.Der, []));
            issuer = next.Issuer;
        }

        return false;
    }

    private static (ReadOnlyMemory<byte> Der, byte[] Issuer)? Find(IReadOnlyList<ReadOnlyMemory<byte>> certificates, byte[] subject)
    {
        foreach (ReadOnlyMemory<byte> der in certificates)
        {
            using X509Certificate2 candidate = X509CertificateLoader.LoadCertificate(der.Span);
            if (candidate.SubjectName.RawData.AsSpan().SequenceEqual(subject))
            {
                return (der, candidate.IssuerName.RawData);
            }
        }

        return null;
    }

    private void CheckRevocation(DomainCertificate filed, X509Certificate2 certificate)
    {
        foreach (ReadOnlyMemory<byte> list in _folder.Snapshot.Trust.RevocationLists)
        {
            if (RevocationListOutline.Of(list) is { } outline && outline.Issuer.Span.SequenceEqual(certificate.IssuerName.RawData) && Lists(list, certificate))
            {
                Add(filed.Domain, filed.File, CommunityFindingSeverity.Error, "it is revoked: make the next key pair");
                return;
            }
        }
    }

    private static bool Lists(ReadOnlyMemory<byte> list, X509Certificate2 certificate)
    {
        try
        {
            return CertificateRevocationListBuilder.Load(list.ToArray(), out _, out _).RemoveEntry(certificate.SerialNumberBytes.Span);
        }
        catch (CryptographicException)
        {
            return false; // a list that the platform does not read, such as a delta; those who judge mail decide on it
        }
    }

    private static X509Certificate2Collection Load(IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        var collection = new X509Certificate2Collection();
        foreach (ReadOnlyMemory<byte> der in certificates)
        {
            collection.Add(X509CertificateLoader.LoadCertificate(der.Span));
        }

        return collection;
    }

    private static void Dispose(X509Certificate2Collection certificates)
    {
        foreach (X509Certificate2 certificate in certificates)
        {
            certificate.Dispose();
        }
    }

    private static DateTimeOffset Start(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    private static DateTimeOffset End(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    private void Add(MailDomain? domain, string file, CommunityFindingSeverity severity, string text) => _findings.Add(new CommunityFinding(domain, file, severity, text));
}
