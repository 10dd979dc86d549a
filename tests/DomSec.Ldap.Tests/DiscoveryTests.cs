using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Ldap.Discovery;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Ldap.Tests;

/// <summary>Servers named by DNS, from a name server of our own; and certificates as Active Directory keeps them.</summary>
public sealed class DiscoveryTests
{
    private static readonly MailDomain Domain = MailDomain.Parse("seemail.example");

    [Fact]
    public async Task Servers_are_found_in_dns_and_the_next_priority_answers_when_the_first_is_down()
    {
        using var slapd = new Slapd();
        using var dns = new NameServer((10, 5, Slapd.FreePort(), "localhost"), (20, 0, slapd.TlsPort, "localhost"));
        LdapDirectoryOptions options = Community.Options() with { DiscoveryDomain = Domain, DiscoveryTransport = LdapTransport.Tls, DiscoveryNameServers = [dns.Address] };
        await using var directory = new LdapDirectory(options);
        CertificateLookup found = await directory.FindAsync(Community.Agency, DomainRole.Confidentiality);
        Assert.True(found.State == LookupState.Found, found.Source);
        Assert.Equal(slapd.Tls.ToString(), found.Source);
        await using var replica = new LdapReplica(options);
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Community.Agency));
        Assert.Equal("_ldap._tcp.seemail.example", dns.Asked[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_servers_in_dns_is_unavailable_in_time(bool silent)
    {
        using var dns = new NameServer { Silent = silent };
        LdapDirectoryOptions options = Community.Options() with
        {
            DiscoveryDomain = Domain,
            DiscoveryNameServers = [dns.Address],
            LookupTimeout = TimeSpan.FromSeconds(1),
            ServerTimeout = TimeSpan.FromMilliseconds(400),
        };
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var directory = new LdapDirectory(options);
        Assert.Equal(LookupState.Unavailable, (await directory.FindAsync(Community.Agency, DomainRole.Confidentiality)).State);
        await using var replica = new LdapReplica(options);
        Assert.Equal(LookupState.Unavailable, await replica.IsMemberAsync(Community.Agency));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), watch.Elapsed.ToString());
    }

    [Fact]
    public void Order_is_by_priority_and_by_weight_in_the_long_run()
    {
        ServiceRecord[] records = [Record(20, 100, "last"), Record(10, 60, "big"), Record(10, 20, "small"), Record(10, 0, "none")];
        var random = new Random(1);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        const int Count = 8000;
        for (int i = 0; i < Count; i++)
        {
            IReadOnlyList<ServiceRecord> order = ServerDiscovery.Order(records, random.Next);
            Assert.Equal(4, order.Count);
            Assert.Equal("last", order[3].Target);
            first[order[0].Target] = first.GetValueOrDefault(order[0].Target) + 1;
        }

        Assert.InRange(first["big"] / (double)Count, 0.71, 0.77);
        Assert.InRange(first["small"] / (double)Count, 0.22, 0.28);
        Assert.InRange(first["none"] / (double)Count, 0.004, 0.03);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Active_directory_s_pkcs7_gives_the_person_s_certificate(bool signed)
    {
        using var ca = X509CertificateLoader.LoadCertificate(TestCa.Shared.Certificate.RawData);
        using X509Certificate2 person = X509CertificateLoader.LoadCertificate(Community.Minister);
        byte[] value;
        if (signed)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using X509Certificate2 signer = new CertificateRequest("CN=person", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            var cms = new SignedCms(new ContentInfo("capabilities"u8.ToArray()), detached: false);
            var by = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, signer) { IncludeOption = X509IncludeOption.None };
            by.Certificates.AddRange(new X509Certificate2Collection { person, ca });
            cms.ComputeSignature(by);
            value = cms.Encode();
        }
        else
        {
            value = new X509Certificate2Collection { ca, person }.Export(X509ContentType.Pkcs7)!;
        }

        Assert.Equal([Community.Minister], DirectoryCertificate.Unwrap("userSMIMECertificate", value));
        Assert.Equal([Community.Minister], DirectoryCertificate.Unwrap("USERSMIMECERTIFICATE;binary", value));
        Assert.Null(DirectoryCertificate.NotBefore(DirectoryCertificate.Unwrap("userSMIMECertificate", value[..^1])[0]));
        Assert.Null(DirectoryCertificate.NotBefore(DirectoryCertificate.Unwrap("userSMIMECertificate", [1, 2, 3])[0]));
        Assert.Equal([value], DirectoryCertificate.Unwrap("userCertificate", value));
    }

    [Fact]
    public async Task Foreign_directory_is_asked_by_its_own_base_and_attribute()
    {
        string ldif = $"""
            dn: c=NZ
            objectClass: country
            c: NZ

            dn: o=The Agency,c=NZ
            objectClass: organization
            o: The Agency

            dn: cn=DCA,o=The Agency,c=NZ
            objectClass: inetOrgPerson
            cn: DCA
            sn: DCA
            mail: domain-confidentiality-authority@agency.example
            userCertificate;binary:: {Convert.ToBase64String(Community.Older)}

            dn: ou=gateways,c=NZ
            objectClass: organizationalUnit
            ou: gateways

            dn: cn=gw1,ou=gateways,c=NZ
            objectClass: applicationProcess
            objectClass: simpleSecurityObject
            cn: gw1
            userPassword: gwpass

            """;
        using var slapd = new Slapd(ldif: ldif, suffix: "c=NZ");
        await using var directory = new LdapDirectory(Community.Options(slapd.Tls) with
        {
            SearchBase = "c=NZ",
            AuthorityFilter = "(mail={address})",
            CertificateAttribute = "userCertificate",
            Authentication = LdapAuthentication.Simple,
            BindName = "cn=gw1,ou=gateways,c=NZ",
            Password = "gwpass",
        });
        CertificateLookup found = await directory.FindAsync(Community.Agency, DomainRole.Confidentiality);
        Assert.True(found.State == LookupState.Found, found.Source);
        Assert.Equal([Community.Older], found.Ders());
        Assert.Equal(LookupState.NotFound, (await directory.FindAsync(Community.Stranger, DomainRole.Confidentiality)).State);
    }

    private static ServiceRecord Record(int priority, int weight, string target) => new(priority, weight, 389, target, TimeSpan.FromMinutes(1));

    /// <summary>A name server that answers every question with the same SRV records; written by RFC 1035 and not by a library.</summary>
    private sealed class NameServer : IDisposable
    {
        private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
        private readonly (int Priority, int Weight, int Port, string Target)[] _records;

        public NameServer(params (int Priority, int Weight, int Port, string Target)[] records)
        {
            _records = records;
            _ = Task.Run(ServeAsync);
        }

        public bool Silent { get; init; }

        public List<string> Asked { get; } = [];

        public IPEndPoint Address => (IPEndPoint)_socket.Client.LocalEndPoint!;

        public void Dispose() => _socket.Dispose();

        private static void Put(MemoryStream stream, params ReadOnlySpan<int> numbers)
        {
            Span<byte> two = stackalloc byte[2];
            foreach (int number in numbers)
            {
                BinaryPrimitives.WriteUInt16BigEndian(two, (ushort)number);
                stream.Write(two);
            }
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    UdpReceiveResult question = await _socket.ReceiveAsync();
                    if (!Silent)
                    {
                        await _socket.SendAsync(Answer(question.Buffer), question.RemoteEndPoint);
                    }
                }
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                // Stopped.
            }
        }

        private byte[] Answer(byte[] question)
        {
            int end = 12;
            var name = new StringBuilder();
            while (question[end] != 0)
            {
                name.Append(name.Length > 0 ? "." : "").Append(Encoding.ASCII.GetString(question, end + 1, question[end]));
                end += question[end] + 1;
            }

            end += 5;
            lock (Asked)
            {
                Asked.Add(name.ToString());
            }

            using var answer = new MemoryStream();
            answer.Write(question.AsSpan(0, 2));
            Put(answer, 0x8580, 1, _records.Length, 0, 0);
            answer.Write(question.AsSpan(12, end - 12));
            foreach ((int priority, int weight, int port, string target) in _records)
            {
                byte[] host = [(byte)target.Length, .. Encoding.ASCII.GetBytes(target), 0];
                Put(answer, 0xC00C, 33, 1, 0, 60, 6 + host.Length, priority, weight, port);
                answer.Write(host);
            }

            return answer.ToArray();
        }
    }
}
