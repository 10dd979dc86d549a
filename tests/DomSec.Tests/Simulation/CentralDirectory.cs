using DomSec.Providers;

namespace DomSec.Tests.Simulation;

/// <summary>The community's one directory: what members published, and nothing at all while it is down.</summary>
internal sealed class CentralDirectory(World world) : ICertificateDirectory, IMembership
{
    private static readonly Episode[] _outages =
    [
        Episode.At(20, 0.3), Episode.At(95, 1), Episode.At(170, 0.5), Episode.At(255, 2.5), Episode.At(333, 0.3), Episode.At(410, 7), Episode.At(505, 1), Episode.At(590, 0.5), Episode.At(660, 4), Episode.At(715, 0.5),
    ];

    public bool IsDown => _outages.Any(outage => outage.Holds(world.Now));

    public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default)
    {
        if (IsDown)
        {
            return ValueTask.FromResult(new CertificateLookup(LookupState.Unavailable, [], "central"));
        }

        // A member that lost its key has the entry corrected when it has another one; what ended long ago is cleaned away.
        ReadOnlyMemory<byte>[] certificates = world.Find(domain) is not { } member ? [] :
        [
            .. member.Installed
                .Where(generation => generation.NotAfter > world.Now.AddDays(-45) && (generation.Revoked is null || ReferenceEquals(generation, member.Installed.Last())))
                .Select(generation => (ReadOnlyMemory<byte>)(role == DomainRole.Confidentiality ? generation.Confidentiality : generation.Signer).Der),
        ];
        return ValueTask.FromResult(new CertificateLookup(certificates.Length == 0 ? LookupState.NotFound : LookupState.Found, certificates, "central"));
    }

    public ValueTask<LookupState> IsMemberAsync(MailDomain domain, CancellationToken ct = default) =>
        ValueTask.FromResult(IsDown ? LookupState.Unavailable : world.Find(domain) is null ? LookupState.NotFound : LookupState.Found);
}
