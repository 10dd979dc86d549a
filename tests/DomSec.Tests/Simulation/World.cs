using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Trust;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Simulation;

/// <summary>A community of 200 members over two years, the same for every policy: its authority, directory, revocation lists, and what goes wrong with them.</summary>
internal sealed class World : IDisposable
{
    public const int Members = 200;
    public static readonly DateTimeOffset Begin = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = Begin.AddDays(730);

    private const int Seed = 3183;

    /// <summary>The old root ends in the second year; the renewed one, of the same key, is handed out ten weeks before.</summary>
    private static readonly DateTimeOffset _rootEnd = Begin.AddDays(400);
    private static readonly DateTimeOffset _renewal = Begin.AddDays(330);
    private static readonly DateTimeOffset _lateRenewal = Begin.AddDays(415);

    /// <summary>Nobody publishes revocation lists: within the grace, and beyond it.</summary>
    private static readonly Episode[] _publicationOutages = [Episode.At(118, 10), Episode.At(296, 18), Episode.At(484, 9), Episode.At(637, 14)];

    private readonly TestCa _ca = new("Simulated Root", TestKeyType.P256, shape => (shape.NotBefore, shape.NotAfter) = (Begin.AddDays(-700), _rootEnd));
    private readonly TestCa _renewed = new("Simulated Root", TestKeyType.P256, shape => (shape.NotBefore, shape.NotAfter) = (_renewal.AddDays(-5), End.AddDays(900)));
    private readonly Dictionary<MailDomain, Member> _members = [];
    private byte[] _list = [];
    private int _number;
    private (TrustMaterial Prompt, TrustMaterial Late)? _trust;
    private DateTimeOffset _lastTrust;

    public World()
    {
        var random = new Random(Seed);
        Directory = new CentralDirectory(this);
        var validator = new CertificateValidator();
        for (int number = 0; number < Members; number++)
        {
            // Some clocks are wrong: behind within the grace, behind beyond it, ahead.
            TimeSpan skew = number switch { 10 or 11 or 12 or 13 => TimeSpan.FromDays(-3), 20 or 21 => TimeSpan.FromDays(-13), 30 or 31 => TimeSpan.FromDays(2), _ => TimeSpan.Zero };
            var member = new Member(this, number, skew, isLate: number % 40 == 7, validator);
            member.Plan(_ca, random, revokedGeneration: number % 13 == 5 ? random.Next(2) : -1);
            _members.Add(member.Domain, member);
        }

        All = [.. _members.Values];
        Publish();
    }

    public FakeTimeProvider Clock { get; } = new(Begin);

    public DateTimeOffset Now => Clock.GetUtcNow();

    public CentralDirectory Directory { get; }

    public IReadOnlyList<Member> All { get; }

    /// <summary>Until when the list that everybody has is current.</summary>
    public DateTimeOffset RevocationKnownUntil { get; private set; }

    /// <summary>When that list was made: what was revoked later nobody can know.</summary>
    public DateTimeOffset ListMade { get; private set; }

    /// <summary>How many keys are stolen in the two years.</summary>
    public int StolenKeys => All.SelectMany(member => member.Generations).Count(generation => generation.Revoked < End);

    public Member? Find(MailDomain domain) => _members.GetValueOrDefault(domain);

    /// <summary>Anchors and lists, the same object until something changes.</summary>
    public TrustMaterial Trust(bool isLate) => isLate ? _trust!.Value.Late : _trust!.Value.Prompt;

    public void Advance(TimeSpan step)
    {
        Clock.Advance(step);
        bool isOut = _publicationOutages.Any(outage => outage.Holds(Now));
        bool isDue = Now >= ListMade.AddDays(7) || All.Any(member => member.Generations.Exists(generation => generation.Revoked is { } at && at <= Now && at > ListMade));
        if (isDue && !isOut)
        {
            Publish();
        }
        else if (Crossed(_renewal) || Crossed(_lateRenewal))
        {
            Renew();
        }

        _lastTrust = Now;
    }

    /// <summary>The root that is valid now.</summary>
    public X509Certificate2 Root => Now < _rootEnd ? _ca.Certificate : _renewed.Certificate;

    public void Dispose()
    {
        foreach (Member member in All)
        {
            member.Dispose();
        }
    }

    private bool Crossed(DateTimeOffset time) => _lastTrust < time && Now >= time;

    private void Publish()
    {
        ListMade = Now;
        RevocationKnownUntil = Now.AddDays(10);
        TestIdentity[] revoked = [.. All.SelectMany(member => member.Generations).Where(generation => generation.Revoked <= Now).SelectMany(generation => (TestIdentity[])[generation.Signer, generation.Confidentiality])];
        _list = (Now >= _renewal ? _renewed : _ca).Crl(Now, RevocationKnownUntil, ++_number, revoked);
        Renew();
    }

    private void Renew() => _trust = (Material(_renewal), Material(_lateRenewal));

    private TrustMaterial Material(DateTimeOffset renewal) => new(
        Now >= renewal ? [_ca.Certificate.RawData, _renewed.Certificate.RawData] : [_ca.Certificate.RawData], [], [_list]);
}
