using System.Formats.Asn1;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DomSec.Ldap.Protocol;

/// <summary>Opens sessions with one server: connects, protects, binds, and reads the sentinel entry, so that a session that was opened is one that can be relied on.</summary>
internal sealed class LdapConnector(LdapServer server, LdapDirectoryOptions options, LdapSearch sentinel, LdapLimits? limits = null)
{
    private const int StartTlsId = 1;
    private const int KeepAliveSeconds = 30;

    private readonly LdapLimits _limits = limits ?? new(options.MaxMessageBytes, 4L * options.MaxMessageBytes, options.MaxEntries);

    /// <summary>Opens a session.</summary>
    /// <exception cref="LdapFaultException">It could not be opened; nothing is left of it.</exception>
    /// <exception cref="OperationCanceledException">It took too long; nothing is left of it.</exception>
    public async Task<ILdapSession> OpenAsync(CancellationToken ct)
    {
        Stream? stream = null;
        LdapConnection? connection = null;
        try
        {
            stream = await ConnectAsync(ct).ConfigureAwait(false);
            if (server.Transport != LdapTransport.LocalSocket)
            {
                stream = await ProtectAsync(stream, ct).ConfigureAwait(false);
            }

            connection = new LdapConnection(stream, _limits, options.TimeProvider);
            await BindAsync(connection, ct).ConfigureAwait(false);
            await CheckSentinelAsync(connection, sentinel, ct).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            return connection;
        }
        catch (Exception e)
        {
            connection?.Abort();
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            if (e is LdapFaultException or OperationCanceledException)
            {
                throw;
            }

            throw new LdapFaultException($"the connection could not be made: {LdapResult.Printable(e.Message)}", e);
        }
    }

    /// <summary>
    /// Reads the entry that is always there. Without it the directory is empty, is not yet filled, or does not let us see what is in it,
    /// and then nothing that it does not find can be taken for missing.
    /// </summary>
    /// <exception cref="LdapFaultException">It cannot be read.</exception>
    public static async Task CheckSentinelAsync(ILdapSession session, LdapSearch sentinel, CancellationToken ct)
    {
        LdapSearchResult found = await session.SearchAsync(sentinel, ct).ConfigureAwait(false);
        if (!found.Result.IsSuccess || found.Entries.Count == 0)
        {
            string why = found.Result.IsSuccess ? "nothing found" : LdapResultCode.Describe(found.Result.Code);
            throw new LdapFaultException($"the entry {LdapResult.Printable(sentinel.Base)}, which is always there, cannot be read: {why}");
        }
    }

    private async Task<Stream> ConnectAsync(CancellationToken ct)
    {
        bool local = server.Transport == LdapTransport.LocalSocket;
        var socket = local ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (!local)
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            }

            EndPoint address = local ? new UnixDomainSocketEndPoint(server.Host)
                : IPAddress.TryParse(server.Host, out IPAddress? ip) ? new IPEndPoint(ip, server.Port)
                : new DnsEndPoint(server.Host, server.Port);
            await socket.ConnectAsync(address, ct).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new LdapFaultException($"cannot connect: {LdapResult.Printable(e.Message)}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Stream> ProtectAsync(Stream plain, CancellationToken ct)
    {
        if (server.Transport == LdapTransport.StartTls)
        {
            await StartTlsAsync((NetworkStream)plain, ct).ConfigureAwait(false);
        }

        string? refusal = null;
        var tls = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(TlsOptions(reason => refusal = reason), ct).ConfigureAwait(false);
            return tls;
        }
        catch (AuthenticationException e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new LdapFaultException(refusal is null ? $"TLS failed: {LdapResult.Printable(e.Message)}" : $"the server's certificate is not accepted: {refusal}", e);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task StartTlsAsync(NetworkStream plain, CancellationToken ct)
    {
        await plain.WriteAsync(LdapRequests.Extended(StartTlsId, LdapRequests.StartTlsOid), ct).ConfigureAwait(false);
        var frames = new LdapFrameReader(plain, _limits.MaxMessageBytes);
        ReadOnlyMemory<byte> frame = await frames.NextAsync(ct).ConfigureAwait(false)
            ?? throw new LdapFaultException("the server closed the connection instead of answering StartTLS") { ConnectionLost = true };
        CheckStartTls(frame.Span);

        // RFC 4511 section 4.14.1: nothing follows the answer but TLS, which we begin. What somebody slipped in between would otherwise be taken for the
        // directory's words, as in the StartTLS injections of other protocols.
        if (frames.HasLeftover || plain.DataAvailable)
        {
            throw new LdapFaultException("the server sent something in clear after its answer to StartTLS");
        }
    }

    private void CheckStartTls(ReadOnlySpan<byte> frame)
    {
        LdapMessage message = LdapMessage.Parse(frame);
        if (message.Id != StartTlsId)
        {
            throw LdapReader.Malformed("a response belongs to no request");
        }

        var exchange = new LdapExchange(LdapTags.ExtendedResponse, _limits);
        exchange.Accept(message);
        if (!exchange.Result.IsSuccess)
        {
            throw exchange.Result.Fault("StartTLS, and without TLS it is not used");
        }
    }

    private SslClientAuthenticationOptions TlsOptions(Action<string> refused)
    {
        string name = server.CertificateName ?? server.Host;
        var policy = new X509ChainPolicy
        {
            TrustMode = options.UseMachineRoots ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = options.TimeProvider.GetUtcNow().UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // serverAuth
        policy.CustomTrustStore.AddRange(options.TrustedRoots.ToArray());
        return new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = policy,
            ClientCertificateContext = options.ClientCertificate is { } own ? SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true) : null,
            AllowRenegotiation = false,
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                if (errors != SslPolicyErrors.None)
                {
                    refused(Describe(name, certificate, chain, errors));
                }

                return errors == SslPolicyErrors.None;
            },
        };
    }

    private static string Describe(string name, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            reasons.Add("there is none");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add($"it is not for {LdapResult.Printable(name)} but for {LdapResult.Printable(certificate?.Subject ?? "")}");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null)
        {
            reasons.AddRange(chain.ChainStatus.Select(status => LdapResult.Printable(status.StatusInformation.Trim())).Distinct(StringComparer.Ordinal));
        }

        return string.Join("; ", reasons);
    }

    private async Task BindAsync(LdapConnection connection, CancellationToken ct)
    {
        switch (options.Authentication)
        {
            case LdapAuthentication.External:
                await connection.BindExternalAsync(ct).ConfigureAwait(false);
                break;
            case LdapAuthentication.Simple:
                byte[] password = Encoding.UTF8.GetBytes(options.Password ?? "");
                try
                {
                    await connection.BindAsync(options.BindName ?? "", password, ct).ConfigureAwait(false);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(password);
                }

                break;
            default:
                await connection.BindAsync("", ReadOnlyMemory<byte>.Empty, ct).ConfigureAwait(false);
                return;
        }

        // Some servers let a bind succeed and leave the connection anonymous. One that cannot tell (RFC 4532 is optional) is taken at its word.
        if (await connection.WhoAmIAsync(ct).ConfigureAwait(false) is "")
        {
            throw new LdapFaultException("the server accepted the bind and does not know us all the same");
        }
    }
}
