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
    public Func<TestDoors> Doors { get; init; } = static () => TestDoors.ForPartner();

    /// <summary>The status of the near miss.</summary>
    public SecurityStatus NearMissStatus { get; init; } = SecurityStatus.Pass;

    public async Task CheckAsync()
    {
        TestDoors doors = Doors();
        DomainSecurityReport odd = await doors.ClassifyAsync(Odd());
        odd.Raises(Flag);
        odd.HasStatus(Status);
        if (Status != SecurityStatus.Pass)
        {
            Assert.Equal(IdentityLevel.None, odd.IdentityLevel);
            Assert.Null(odd.Domain);
            Assert.Null(odd.Originator);
        }

        DomainSecurityReport near = await doors.ClassifyAsync(NearMiss());
        near.DoesNotRaise(Flag);
        near.HasStatus(NearMissStatus);
    }
}
