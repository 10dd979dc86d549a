using System.Formats.Asn1;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace DomSec.Ldap.Tests;

/// <summary>
/// A server with a right certificate that binds us and shows the sentinel entry as it should, and then answers the first real search as
/// a test wants. Its messages are written here, not by the client's code.
/// </summary>
internal sealed class HostileServer : IAsyncDisposable
{
    public const int BindRequest = 0;
    public const int SearchRequest = 3;
    public const int AbandonRequest = 16;
    public const int ExtendedRequest = 23;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, byte[]?> _attack;
    private readonly LdapTransport _transport;
    private readonly byte[]? _startTls;
    private readonly Task _serving;

    /// <param name="attack">The octets that answer a search with this message number; null for none.</param>
    /// <param name="transport">TLS or StartTLS.</param>
    /// <param name="startTls">The octets that answer StartTLS, if not the right ones.</param>
    public HostileServer(Func<int, byte[]?> attack, LdapTransport transport = LdapTransport.Tls, byte[]? startTls = null)
    {
        _attack = attack;
        _transport = transport;
        _startTls = startTls;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public LdapServer Address => new(_transport, "localhost", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>Ends the connection after the attack.</summary>
    public bool ClosesAfterAttack { get; init; }

    /// <summary>How many searches of a connection are answered with the sentinel entry before the attack.</summary>
    public int RightSearches { get; init; } = 1;

    /// <summary>The operations that arrived, in order.</summary>
    public List<int> Operations { get; } = [];

    /// <summary>Wraps an operation into a message.</summary>
    public static byte[] Message(int id, Action<AsnWriter> operation)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            operation(writer);
        }

        return writer.Encode();
    }

    /// <summary>An LDAPResult under an operation's tag.</summary>
    public static byte[] Result(int id, int operation, int code, string diagnostic = "", Action<AsnWriter>? more = null) => Message(id, writer =>
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, operation)))
        {
            writer.WriteEncodedValue([0x0A, 1, (byte)code]);
            writer.WriteOctetString([]);
            writer.WriteOctetString(Encoding.UTF8.GetBytes(diagnostic));
            more?.Invoke(writer);
        }
    });

    public static byte[] Done(int id, int code = 0) => Result(id, 5, code);

    public static byte[] Entry(int id, string name, string attribute = "userCertificate;binary", params byte[][] values) => Message(id, writer =>
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, 4)))
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(name));
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteOctetString(Encoding.UTF8.GetBytes(attribute));
                using (writer.PushSetOf())
                {
                    Array.ForEach(values, value => writer.WriteOctetString(value));
                }
            }
        }
    });

    public static byte[] Reference(int id) => Message(id, writer =>
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, 19)))
        {
            writer.WriteOctetString("ldap://elsewhere.example/"u8);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => TalkAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using TcpClient own = client;
        try
        {
            Stream stream = client.GetStream();
            if (_transport == LdapTransport.StartTls)
            {
                (int id, _) = Split(await ReadAsync(stream));
                await stream.WriteAsync(_startTls ?? Result(id, 24, 0), _stop.Token);
            }

            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = DirectoryCertificates.Shared.Server, ClientCertificateRequired = false }, _stop.Token);
            int searches = 0;
            while (true)
            {
                (int id, int operation) = Split(await ReadAsync(tls));
                lock (Operations)
                {
                    Operations.Add(operation);
                }

                byte[]? answer = operation switch
                {
                    BindRequest => Result(id, 1, 0),
                    ExtendedRequest => Result(id, 24, 0, more: writer => writer.WriteOctetString("dn:cn=gw1"u8, new Asn1Tag(TagClass.ContextSpecific, 11))),
                    SearchRequest when searches++ < RightSearches => [.. Entry(id, Slapd.Domains), .. Done(id)],
                    SearchRequest => _attack(id),
                    _ => null,
                };
                if (answer is not null)
                {
                    await tls.WriteAsync(answer, _stop.Token);
                }

                if (ClosesAfterAttack && searches > RightSearches)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client went.
        }
    }

    private static (int Id, int Operation) Split(byte[] message)
    {
        AsnReader reader = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        Assert.True(reader.TryReadInt32(out int id));
        return (id, reader.PeekTag().TagValue);
    }

    private async Task<byte[]> ReadAsync(Stream stream)
    {
        byte[] header = new byte[2];
        await stream.ReadExactlyAsync(header, _stop.Token);
        byte[] more = header[1] > 0x80 ? new byte[header[1] & 0x7F] : [];
        await stream.ReadExactlyAsync(more, _stop.Token);
        int length = more.Length == 0 ? header[1] : more.Aggregate(0, (value, octet) => (value << 8) | octet);
        byte[] content = new byte[length];
        await stream.ReadExactlyAsync(content, _stop.Token);
        return [.. header, .. more, .. content];
    }
}
