using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Trust;

namespace DomSec.Tests.Simulation;

/// <summary>A member: its keys as its administrator keeps them, its clock, and its gateway's doors.</summary>
internal sealed class Member : IKeyStore, ITrustStore, IDisposable
{
    private readonly World _world;
    private readonly TimeProvider _clock;
    private readonly Lazy<DomSecCommunity> _doors;

    public Member(World world, int number, TimeSpan skew, bool isLate, CertificateValidator validator)
    {
        _world = world;
        Number = number;
        Domain = MailDomain.Parse($"m{number:D3}.example");
        IsLate = isLate;
        _clock = skew == TimeSpan.Zero ? world.Clock : new SkewedClock(world.Clock, skew);

        // Who does not know the new root judges by other trust: one validator for each.
        var options = new DomSecCommunityOptions { TimeProvider = _clock, Validator = isLate ? null : validator };
        _doors = new(() => DomSecCommunity.Create(world.Directory, world.Directory, this, this, options));
    }

    public int Number { get; }

    public MailDomain Domain { get; }

    /// <summary>Whether it installs the renewed root only after the old one has ended.</summary>
    public bool IsLate { get; }

    public List<Generation> Generations { get; } = [];

    public DomSecCommunity Doors => _doors.Value;

    /// <summary>What its gateway takes the time to be.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    public TrustMaterial Current => _world.Trust(IsLate);

    public IEnumerable<Generation> Installed => Generations.Where(generation => generation.Published <= _world.Now);

    public void Plan(TestCa ca, Random random, int revokedGeneration)
    {
        DateTimeOffset published = World.Begin.AddDays(-random.Next(10, 330));
        DateTimeOffset notBefore = published;
        for (int number = 0; published < World.End.AddDays(60); number++)
        {
            var generation = new Generation(ca, Domain.Value, number, published, notBefore, notBefore.AddDays(365));
            Generations.Add(generation);
            double fate = random.NextDouble();
            if (number == revokedGeneration)
            {
                DateTimeOffset from = published > World.Begin ? published : World.Begin;
                generation.Revoked = from.AddDays(random.Next(30, Math.Max(31, (int)(generation.NotAfter - from).TotalDays - 40)));
                published = notBefore = generation.Revoked.Value.AddHours(random.Next(3) switch { 0 => 6, 1 => 48, _ => 288 });
                continue;
            }

            // Most administrators renew two to three weeks before the end, so that old and new overlap by more than five days; some are away.
            published = fate switch
            {
                < 0.10 => generation.NotAfter.AddDays(random.Next(1, 6)),
                < 0.15 => generation.NotAfter.AddDays(random.Next(10, 26)),
                < 0.19 => generation.NotAfter.AddDays(-1),
                _ => generation.NotAfter.AddDays(-random.Next(14, 25)),
            };

            // An issuer whose clock is ahead: what it makes a day before the old one's end is valid two days after.
            notBefore = fate is >= 0.15 and < 0.19 ? published.AddDays(3) : published;
        }
    }

    public ValueTask<IReadOnlyList<ISigningKey>> GetSigningKeysAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<ISigningKey>>(domain != Domain || role != DomainRole.DomainSigning ? [] : [.. Installed.Where(generation => generation.Revoked is not { } revoked || revoked > _world.Now).Select(generation => generation.SigningKey)]);

    public ValueTask<IReadOnlyList<IDecryptionKey>> GetDecryptionKeysAsync(MailDomain? domain, CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<IDecryptionKey>>(domain is not null && domain != Domain ? [] : [.. Installed.Select(generation => generation.DecryptionKey)]);

    public void Dispose()
    {
        if (_doors.IsValueCreated)
        {
            _doors.Value.Dispose();
        }
    }
}
