using System.Diagnostics;
using DomSec.Ldap.Protocol;
using DomSec.Providers;

namespace DomSec.Ldap.Tests;

/// <summary>Servers that are broken or want harm. Whatever they send, the answer is "unavailable", in time, with a reason; and no memory is spent on claims.</summary>
public sealed class HostileServerTests
{
    private static readonly string Name = $"cn=domain-confidentiality-authority,{Slapd.Domains}";

    private static readonly string[] Silent = ["half a message", "entry without an end"];

    /// <summary>Answers that hold no certificate; to all others one is put first, so that whoever overlooks the attack finds it.</summary>
    private static readonly string[] Bare = ["too many entries", "reference and nothing", "certificate missing", "certificate broken", "certificate with trailing octets", "nothing and the end"];

    public static TheoryData<string> Attacks =>
    [
        "length of 4 GiB", "length of 2 GiB less one", "length over the limit", "length of nine octets", "indefinite message", "indefinite inside", "garbage", "empty sequence", "unknown number", "negative number",
        "wrong operation", "constructed octet string", "element longer than message", "trailing octets", "number of five octets", "too many entries", "half a message", "half a message and the end", "nothing and the end", "entry without an end", "notice of disconnection",
        "size limit", "time limit", "busy", "no such object", "no access", "referral", "reference and nothing", "certificate missing", "certificate broken", "certificate with trailing octets", "intermediate response",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Hostile_answer_is_unavailable(string attack)
    {
        await using var server = new HostileServer(id => Answer(attack, id)) { ClosesAfterAttack = attack.EndsWith("the end", StringComparison.Ordinal) };
        bool silent = Silent.Contains(attack);
        await using var directory = new LdapDirectory(Options(server.Address) with { ServerTimeout = silent ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(4) });
        long before = GC.GetTotalAllocatedBytes();
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.Empty(lookup.Certificates);
        Assert.NotEmpty(lookup.Source);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 50_000_000);
        Assert.DoesNotContain("unexpectedly", lookup.Source, StringComparison.Ordinal);

        // Recognised, and not only waited for.
        Assert.Equal(silent, lookup.Source.Contains("within its time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_of_the_same_server_without_an_attack_is_found()
    {
        await using var server = new HostileServer(id => [.. HostileServer.Entry(id, Name, "USERCERTIFICATE;BINARY", Community.Older, Community.Newer), .. HostileServer.Done(id)]);
        await using var directory = new LdapDirectory(Options(server.Address));
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.Equal(LookupState.Found, lookup.State);
        Assert.Equal([Community.Newer, Community.Older], lookup.Ders());
    }

    [Theory]
    [InlineData("userCertificate")]
    [InlineData("userCertificate;binary")]
    [InlineData("usercertificate;x-foo;BINARY")]
    public async Task Bad_value_is_skipped_and_the_good_one_found(string attribute)
    {
        await using var server = new HostileServer(id => [.. HostileServer.Entry(id, Name, attribute, [1, 2, 3], Community.Newer, [.. Community.Older, 0]), .. HostileServer.Done(id)]);
        await using var directory = new LdapDirectory(Options(server.Address));
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.Equal(LookupState.Found, lookup.State);
        Assert.Equal([Community.Newer], lookup.Ders());
    }

    [Fact]
    public async Task Silent_server_costs_no_more_than_its_time()
    {
        await using var server = new HostileServer(_ => null);
        await using var directory = new LdapDirectory(Options(server.Address) with { ServerTimeout = TimeSpan.FromSeconds(1) });
        var watch = Stopwatch.StartNew();
        Assert.Equal(LookupState.Unavailable, (await directory.Confidentiality(Community.Agency)).State);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Search_given_up_is_abandoned_at_the_server_and_its_late_answer_is_ignored()
    {
        int late = 0;
        await using var server = new HostileServer(id =>
        {
            int given = Interlocked.Exchange(ref late, id);
            return given == 0 ? null : [.. HostileServer.Done(given), .. HostileServer.Entry(id, "cn=x"), .. HostileServer.Done(id)];
        });
        var sentinel = new LdapSearch(Slapd.Domains, LdapScope.Base, LdapSearch.AnyEntry, LdapSearch.NoAttributes);
        await using ILdapSession session = await new LdapConnector(server.Address, Options(server.Address), sentinel).OpenAsync(CancellationToken.None);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.SearchAsync(sentinel, cancel.Token));
        LdapSearchResult next = await session.SearchAsync(sentinel, CancellationToken.None);
        Assert.Single(next.Entries);
        Assert.True(session.IsAlive);
        Assert.Equal([HostileServer.BindRequest, HostileServer.ExtendedRequest, HostileServer.SearchRequest, HostileServer.SearchRequest, HostileServer.AbandonRequest, HostileServer.SearchRequest], server.Operations);
    }

    [Fact]
    public async Task Reference_may_be_ignored_by_option()
    {
        await using var server = new HostileServer(id => [.. HostileServer.Reference(id), .. HostileServer.Entry(id, Slapd.Domains), .. HostileServer.Done(id)]);
        await using var directory = new LdapDirectory(Options(server.Address) with { IgnoreReferences = true });
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Start_tls_that_is_not_as_it_must_be_is_unavailable(int attack)
    {
        byte[] right = HostileServer.Result(1, 24, 0);
        byte[] answer = attack switch
        {
            // A bind response slipped in before TLS, as an attacker in the middle would.
            0 => [.. right, .. HostileServer.Result(2, 1, 0)],
            1 => HostileServer.Result(1, 24, 2, "no TLS here"),
            2 => HostileServer.Result(7, 24, 0),
            _ => [.. right, 0x16],
        };
        await using var server = new HostileServer(_ => null, LdapTransport.StartTls, answer);
        await using var directory = new LdapDirectory(Options(server.Address));
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        string expected = attack switch { 1 => "StartTLS", 2 => "belongs to no request", _ => "in clear" };
        Assert.Contains(expected, lookup.Source, StringComparison.Ordinal);
        Assert.Empty(server.Operations);
    }

    [Fact]
    public async Task Start_tls_of_the_same_server_without_an_attack_goes_on()
    {
        await using var server = new HostileServer(id => [.. HostileServer.Entry(id, Slapd.Domains), .. HostileServer.Done(id)], LdapTransport.StartTls);
        await using var directory = new LdapDirectory(Options(server.Address));
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
    }

    internal static LdapDirectoryOptions Options(LdapServer server) => Community.Options(server) with { ServerTimeout = TimeSpan.FromSeconds(4), MaxMessageBytes = 100_000 };

    private static byte[] Answer(string attack, int id) => Bare.Contains(attack) ? Octets(attack, id) : [.. HostileServer.Entry(id, Name, values: Community.Newer), .. Octets(attack, id)];

    private static byte[] Octets(string attack, int id) => attack switch
    {
        "length of 4 GiB" => [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0x01],
        "length of 2 GiB less one" => [0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF, 0x02, 0x01],
        "length over the limit" => [0x30, 0x83, 0x01, 0x86, 0xA1, 0x02, 0x01],
        "length of nine octets" => [0x30, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 5, 2, 1],
        "indefinite message" => [0x30, 0x80, 0x02, 0x01, (byte)id, 0x65, 0x07, 0x0A, 1, 0, 4, 0, 4, 0, 0, 0],
        "indefinite inside" => [0x30, 0x0E, 0x02, 0x01, (byte)id, 0x65, 0x80, 0x0A, 1, 0, 4, 0, 4, 0, 0, 0],
        "garbage" => [.. "HTTP/1.1 400 Bad Request\r\n\r\n"u8],
        "empty sequence" => [0x30, 0x00],
        "unknown number" => HostileServer.Done(id + 1),
        "negative number" => HostileServer.Done(-1),
        "wrong operation" => HostileServer.Result(id, 1, 0),
        "constructed octet string" => [0x30, 0x0E, 0x02, 0x01, (byte)id, 0x65, 0x09, 0x0A, 1, 0, 0x24, 2, 4, 0, 4, 0],
        "element longer than message" => [0x30, 0x0C, 0x02, 0x01, (byte)id, 0x65, 0x7F, 0x0A, 1, 0, 4, 0, 4, 0],
        "trailing octets" => [0x30, 0x0E, 0x02, 0x01, (byte)id, 0x65, 0x07, 0x0A, 1, 0, 4, 0, 4, 0, 5, 0],
        "number of five octets" => [0x30, 0x10, 0x02, 0x05, 0, 0, 0, 0, (byte)id, 0x65, 0x07, 0x0A, 1, 0, 4, 0, 4, 0],
        "too many entries" => [.. Enumerable.Range(0, 51).SelectMany(i => HostileServer.Entry(id, $"cn={i}", values: Community.Newer)), .. HostileServer.Done(id)],
        "nothing and the end" => [],
        "entry without an end" => [],
        "half a message" or "half a message and the end" => [.. HostileServer.Done(id).AsSpan(0, 8)],
        "notice of disconnection" => HostileServer.Result(0, 24, 52, "going down", writer => writer.WriteOctetString("1.3.6.1.4.1.1466.20036"u8, new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 10))),
        "size limit" => HostileServer.Done(id, 4),
        "time limit" => HostileServer.Done(id, 3),
        "busy" => HostileServer.Done(id, 51),
        "no such object" => HostileServer.Done(id, 32),
        "no access" => HostileServer.Done(id, 50),
        "referral" => HostileServer.Done(id, 10),
        "reference and nothing" => [.. HostileServer.Reference(id), .. HostileServer.Done(id)],
        "certificate missing" => [.. HostileServer.Entry(id, Name), .. HostileServer.Done(id)],
        "certificate broken" => [.. HostileServer.Entry(id, Name, values: [[0x30, 0x03, 1, 2, 3]]), .. HostileServer.Done(id)],
        "certificate with trailing octets" => [.. HostileServer.Entry(id, Name, values: [[.. Community.Newer, 0]]), .. HostileServer.Done(id)],
        "intermediate response" => HostileServer.Message(id, writer => writer.WriteNull(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.Application, 25))),
        _ => throw new ArgumentOutOfRangeException(nameof(attack)),
    };
}
