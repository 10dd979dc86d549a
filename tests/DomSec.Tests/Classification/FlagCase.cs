using DomSec.Providers;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Classification;

/// <summary>One flag with a message that raises it and one that nearly does.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Odd">A message that raises it.</param>
/// <param name="NearMiss">The same but for what the flag is about.</param>
/// <param name="Status">The status of the odd message.</param>
internal sealed record FlagCase(SecurityFlag Flag, Func<byte[]> Odd, Func<byte[]> NearMiss, SecurityStatus Status)
{
    /// <summary>Who classifies; partner.example unless the case says otherwise.</summary>
    public Func<TestDoors> Doors { get; init; } = Quiet;

    /// <summary>Flags that the rules have this one come with, whatever the message; each has a pair of its own without this one.</summary>
    public IReadOnlyList<SecurityFlag> Companions { get; init; } = [];

    /// <summary>Who classifies the near miss, when that is what differs.</summary>
    public Func<TestDoors>? NearMissDoors { get; init; }

    /// <summary>What is asked, when that matters.</summary>
    public DomainClassificationRequest Request { get; init; } = new();

    /// <summary>partner.example, where revocation is no subject: else every message would raise F-REV-NONE.</summary>
    public static TestDoors Quiet() => TestDoors.ForPartner(NoRevocation);

    /// <summary>The same with an agreement about acme.example.</summary>
    public static Func<TestDoors> Agreed(PeerAgreement agreement) => () => AgreementTests.Doors(agreement, options: NoRevocation);

    public static DomSecOptions NoRevocation { get; } = new() { Revocation = RevocationMode.Off };

    /// <summary>The status of the near miss.</summary>
    public SecurityStatus NearMissStatus { get; init; } = SecurityStatus.Pass;

    public async Task CheckAsync()
    {
        TestDoors doors = Doors();
        DomainSecurityReport odd = await doors.ClassifyAsync(Odd(), Request);
        odd.RaisesExactly([Flag, .. Companions]);
        odd.HasStatus(Status);
        if (Status != SecurityStatus.Pass)
        {
            Assert.Equal(IdentityLevel.None, odd.IdentityLevel);
            Assert.Null(odd.Domain);
            Assert.Null(odd.Originator);
        }

        DomainSecurityReport near = await (NearMissDoors?.Invoke() ?? doors).ClassifyAsync(NearMiss(), Request);
        near.DoesNotRaise(Flag);
        near.HasStatus(NearMissStatus);
    }
}
