using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;

namespace DomSec.Ldap.Tests;

/// <summary>A real slapd as a child process: its own folder, its own ports, the community's entries, and every way to hurt it.</summary>
public sealed class Slapd : IDisposable
{
    public const string Base = "dc=seemail,dc=example";
    public const string Domains = "ou=domains," + Base;
    public const string Issuer = "cn=community-ca," + Base;
    public const string Simple = "cn=gw1,ou=gateways," + Base;
    public const string SimplePassword = "gwpass";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TempFolder _folder = new();
    private Process? _process;
    private bool _stopped;

    public Slapd(X509Certificate2? certificate = null, int idleSeconds = 0, string? ldif = null, bool synchronizes = true, string suffix = Base)
    {
        Program("slapd");
        DirectoryCertificates certificates = DirectoryCertificates.Shared;
        X509Certificate2 server = certificate ?? certificates.Server;
        _folder.Write("ca.pem", certificates.Ca.ExportCertificatePem());
        _folder.Write("server.pem", server.ExportCertificatePem());
        using (ECDsa key = server.GetECDsaPrivateKey()!)
        {
            _folder.Write("server.key", key.ExportPkcs8PrivateKeyPem());
        }

        Directory.CreateDirectory(Path.Combine(_folder.Path, "data"));
        _folder.Write("slapd.conf", Configuration(_folder.Path, idleSeconds, synchronizes).Replace(Base, suffix, StringComparison.Ordinal));
        _folder.Write("community.ldif", ldif ?? Community.Ldif);
        Run(Program("slapadd"), "-q", "-f", Path.Combine(_folder.Path, "slapd.conf"), "-b", suffix, "-l", Path.Combine(_folder.Path, "community.ldif"));
        (Port, TlsPort) = (FreePort(), FreePort());
        Start();
    }

    public int Port { get; }

    public int TlsPort { get; }

    public LdapServer Tls => new(LdapTransport.Tls, "localhost", TlsPort);

    public LdapServer StartTls => new(LdapTransport.StartTls, "127.0.0.1", Port);

    public LdapServer Local => new(LdapTransport.LocalSocket, Path.Combine(_folder.Path, "ldapi"), 0);

    /// <summary>A port that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Start()
    {
        string socket = "ldapi://" + Uri.EscapeDataString(Path.Combine(_folder.Path, "ldapi"));
        string urls = string.Create(CultureInfo.InvariantCulture, $"ldap://127.0.0.1:{Port} ldaps://127.0.0.1:{TlsPort} {socket}");
        var start = new ProcessStartInfo(Program("slapd")) { UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        foreach (string argument in new[] { "-f", Path.Combine(_folder.Path, "slapd.conf"), "-d", "0", "-h", urls })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var watch = Stopwatch.StartNew();
        while (!Listens())
        {
            Assert.False(_process.HasExited, "slapd ended at once");
            Assert.True(watch.Elapsed < Patience, "slapd does not listen");
            Thread.Sleep(20);
        }
    }

    /// <summary>Dies at once, as in a crash.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit(Patience);
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>Hangs: the kernel still takes connections, nobody answers. Dispose what is returned to let it go on.</summary>
    public IDisposable Hang()
    {
        Signal("-STOP");
        _stopped = true;
        return new Resume(this);
    }

    /// <summary>Changes entries as the administrator does.</summary>
    public void Modify(string ldif)
    {
        string file = _folder.Write("change.ldif", ldif);
        Run("ldapmodify", [.. Administrator, "-f", file]);
    }

    /// <summary>Deletes an entry and all below it.</summary>
    public void Delete(string name) => Run("ldapdelete", [.. Administrator, "-r", name]);

    /// <summary>All entries with their numbers, as a copy of the database has them.</summary>
    public string Cat()
    {
        string file = Path.Combine(_folder.Path, "copy.ldif");
        Run(Program("slapcat"), "-f", Path.Combine(_folder.Path, "slapd.conf"), "-b", Base, "-l", file);
        return File.ReadAllText(file);
    }

    public void Dispose()
    {
        if (_stopped)
        {
            Signal("-CONT");
        }

        Kill();
        _folder.Dispose();
    }

    private string[] Administrator => ["-x", "-H", string.Create(CultureInfo.InvariantCulture, $"ldap://127.0.0.1:{Port}"), "-D", "cn=admin," + Base, "-w", "secret"];

    private static string Configuration(string folder, int idleSeconds, bool synchronizes) => $"""
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/inetorgperson.schema
        pidfile {folder}/slapd.pid
        argsfile {folder}/slapd.args
        modulepath /usr/lib/ldap
        moduleload back_mdb
        moduleload syncprov
        loglevel 0
        threads 4
        sizelimit size.soft=1000 size.hard=1000 size.prtotal=unlimited
        idletimeout {idleSeconds}
        TLSCACertificateFile {folder}/ca.pem
        TLSCertificateFile {folder}/server.pem
        TLSCertificateKeyFile {folder}/server.key
        TLSVerifyClient allow
        TLSProtocolMin 3.3
        authz-regexp "^cn=([^,]+),ou=gateways,dc=seemail,dc=example$" "cn=$1,ou=gateways,dc=seemail,dc=example"
        authz-regexp "^gidNumber=[0-9]+[+]uidNumber=[0-9]+,cn=peercred,cn=external,cn=auth$" "cn=gw1,ou=gateways,dc=seemail,dc=example"

        database mdb
        suffix "{Base}"
        rootdn "cn=admin,{Base}"
        rootpw secret
        directory {folder}/data
        maxsize 104857600
        dbnosync
        index objectClass eq
        index mail,associatedDomain,cn,entryCSN,entryUUID eq
        {(synchronizes ? "overlay syncprov" : "")}
        limits dn.subtree="ou=gateways,{Base}" size=unlimited
        access to attrs=userPassword by anonymous auth by * none
        access to * by dn.subtree="ou=gateways,{Base}" read by anonymous auth by * none

        """;

    private static string Program(string name)
    {
        string daemon = Path.Combine("/usr/sbin", name);
        if (Peers.Find(name) is { } found)
        {
            return found;
        }

        if (!File.Exists(daemon))
        {
            Peers.Missing(name);
        }

        return daemon;
    }

    private static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        Array.ForEach(arguments, start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience), program + " does not end");
        Assert.True(process.ExitCode == 0, $"{program}: {output.Result}{error.Result}");
    }

    private void Signal(string signal) => Run("kill", signal, _process!.Id.ToString(CultureInfo.InvariantCulture));

    private bool Listens()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", TlsPort);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private sealed class Resume(Slapd slapd) : IDisposable
    {
        public void Dispose()
        {
            if (slapd._stopped)
            {
                slapd._stopped = false;
                slapd.Signal("-CONT");
            }
        }
    }
}
