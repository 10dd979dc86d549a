namespace DomSec.Tests.Architecture;

/// <summary>Every room and every arrow. A rule about an empty room would pass for nothing, so an empty room fails.</summary>
public sealed class RoomTests
{
    private static readonly RoomMap Library = RoomMap.Of(typeof(IDomainSigner).Assembly, "DomSec");

    public static TheoryData<string> BuiltRooms => [.. Rooms.Built.Select(room => room.Name)];

    public static TheoryData<string> AllRooms => [.. Rooms.All.Select(room => room.Name)];

    [Theory]
    [MemberData(nameof(BuiltRooms))]
    public void Room_is_not_empty(string room) => Assert.NotEmpty(Library.TypesOf(room));

    [Fact]
    public void Every_namespace_is_a_room() => None(Library.UnknownRooms);

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Room_uses_only_the_rooms_below_it(string room) =>
        None(Library.ForbiddenUses(Rooms.All.Single(candidate => string.Equals(candidate.Name, room, StringComparison.Ordinal))));

    [Theory]
    [InlineData("Ber")]
    [InlineData("Cms")]
    [InlineData("X509")]
    [InlineData("Crypto")]
    public void Core_never_sees_mail_logs_or_tasks(string room)
    {
        string[] prefixes = ["MimeKit.", "Microsoft.Extensions.", "System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask", "System.Runtime.CompilerServices.Async"];
        None(prefixes.SelectMany(prefix => Library.UsesOfPrefix(room, prefix)));
    }

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Only_its_own_corner_of_crypto_sees_bouncy_castle(string room) =>
        Assert.DoesNotContain(Library.UsesOfPrefix(room, "Org.BouncyCastle."), use => !use.StartsWith("DomSec.Crypto.BouncyCastle.", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Only_mime_works_with_mimekit_and_the_doors_take_its_messages(string room)
    {
        if (string.Equals(room, "Mime", StringComparison.Ordinal))
        {
            // The rule has to see what it forbids elsewhere.
            Assert.NotEmpty(Library.UsesOfPrefix(room, "MimeKit."));
            return;
        }

        string[] inSignatures = room is Rooms.Root or "Hosting" or "Signing" or "Confidentiality" or "Classification" ? ["MimeKit.MimeMessage"] : [];
        None(Library.UsesOfPrefix(room, "MimeKit.", inSignatures));
    }

    [Fact]
    public void Arrows_point_down_only()
    {
        // The table itself has no cycle: a room is used only by rooms that stand above it.
        var done = new HashSet<string>(StringComparer.Ordinal);
        var left = Rooms.All.ToList();
        while (left.Count > 0)
        {
            List<Room> free = left.FindAll(room => room.MayUse.All(done.Contains));
            Assert.NotEmpty(free);
            free.ForEach(room => done.Add(room.Name));
            left.RemoveAll(free.Contains);
        }
    }

    [Fact]
    public void Rules_see_signatures_bodies_lambdas_and_async_methods()
    {
        // A copy of two rooms in this assembly that breaks every rule once: if the rules miss it, they would miss it in the library.
        RoomMap wrong = RoomMap.Of(typeof(RoomTests).Assembly, "DomSec.Tests.Architecture.Fixture");
        IReadOnlyList<string> uses = wrong.ForbiddenUses(new Room("Ber"));
        foreach (string user in new[] { "InSignature", "InBody", "InLambda", "InAsync", "InIterator", "InGeneric" })
        {
            Assert.Contains(uses, use => use.StartsWith($"DomSec.Tests.Architecture.Fixture.Ber.{user}", StringComparison.Ordinal));
        }

        Assert.NotEmpty(wrong.UsesOfPrefix("Ber", "MimeKit."));
        Assert.NotEmpty(wrong.UsesOfPrefix("Ber", "System.Threading.Tasks.Task"));
        Assert.Empty(wrong.ForbiddenUses(new Room("Cms", "Ber")));
    }

    // The whole list: xunit's own message shows five entries, and cuts those.
    private static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
