using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>When what a community consists of ends.</summary>
internal static class CommunityForecast
{
    public static IReadOnlyList<ExpiryForecast> Of(CommunitySnapshot snapshot, DateTimeOffset now)
    {
        var forecast = new List<ExpiryForecast>();
        foreach (((MailDomain domain, DomainRole role), IReadOnlyList<ReadOnlyMemory<byte>> certificates) in snapshot.Certificates.Select(pair => (pair.Key, (IReadOnlyList<ReadOnlyMemory<byte>>)pair.Value)))
        {
            bool isOwn = role == DomainRole.Confidentiality ? snapshot.FindDecryptionKeys(domain).Count > 0 : snapshot.FindSigningKeys(domain, role).Count > 0;
            Add(forecast, isOwn ? ExpirySubject.OwnIdentity : ExpirySubject.MemberCertificate, domain, role, role.RfcName(), certificates.Select(SpanOf), now);
        }

        AddIssuers(forecast, ExpirySubject.Anchor, snapshot.Trust.Anchors, now);
        AddIssuers(forecast, ExpirySubject.Intermediate, snapshot.Trust.Intermediates, now);
        IEnumerable<RevocationListOutline> lists = snapshot.Trust.RevocationLists.Select(RevocationListOutline.Of).OfType<RevocationListOutline>().Where(list => list.NextUpdate is not null);
        foreach (IGrouping<string, RevocationListOutline> issuer in lists.GroupBy(list => Convert.ToHexString(list.Issuer.Span), StringComparer.Ordinal))
        {
            string name = CertificateOutline.Printable(new X500DistinguishedName(issuer.First().Issuer.Span).Name);
            forecast.Add(new ExpiryForecast(ExpirySubject.RevocationList, null, null, name, issuer.Max(list => list.NextUpdate!.Value), null));
        }

        forecast.Sort(static (a, b) => a.ExpiresAt.CompareTo(b.ExpiresAt));
        return forecast;
    }

    private static void AddIssuers(List<ExpiryForecast> forecast, ExpirySubject subject, IReadOnlyList<ReadOnlyMemory<byte>> certificates, DateTimeOffset now)
    {
        foreach (IGrouping<string, Span> name in certificates.Select(SpanOf).GroupBy(span => span.Subject, StringComparer.Ordinal))
        {
            Add(forecast, subject, null, null, name.Key, name, now);
        }
    }

    private static void Add(List<ExpiryForecast> forecast, ExpirySubject subject, MailDomain? domain, DomainRole? role, string name, IEnumerable<Span> spans, DateTimeOffset now)
    {
        Span[] all = [.. spans.OrderBy(span => span.To)];
        Span[] left = [.. all.Where(span => span.To >= now)];
        TimeSpan? overlap = null;
        for (int i = 1; i < left.Length; i++)
        {
            TimeSpan together = left[i - 1].To - left[i].From;
            overlap = overlap is { } shortest && shortest < together ? shortest : together;
        }

        forecast.Add(new ExpiryForecast(subject, domain, role, name, all[^1].To, overlap));
    }

    private static Span SpanOf(ReadOnlyMemory<byte> der)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der.Span);
        return new Span(new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()), CertificateOutline.Printable(certificate.Subject));
    }

    private sealed record Span(DateTimeOffset From, DateTimeOffset To, string Subject);
}
