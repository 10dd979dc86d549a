using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>RC2 in CBC with as many effective bits as the key has, and the padding of RFC 5652 section 6.3: for a peer that has nothing else (LCD-03).</summary>
internal sealed class Rc2Encryptor : ContentEncryptor
{
    private const int BlockSize = 8;

    private readonly CbcBlockCipher _cbc = new(new RC2Engine());
    private readonly byte[] _block = new byte[BlockSize];
    private int _held;

    public Rc2Encryptor(ReadOnlySpan<byte> cek, ReadOnlySpan<byte> iv) =>
        _cbc.Init(forEncryption: true, new ParametersWithIV(new RC2Parameters(cek.ToArray(), cek.Length * 8), iv));

    public override int TagSize => 0;

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data)
    {
    }

    public override int MaxOutput(int inputLength) => inputLength + (2 * BlockSize);

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int written = 0;
        while (!input.IsEmpty)
        {
            int take = Math.Min(BlockSize - _held, input.Length);
            input[..take].CopyTo(_block.AsSpan(_held));
            input = input[take..];
            _held += take;
            if (_held == BlockSize)
            {
                written += _cbc.ProcessBlock(_block, output[written..]);
                _held = 0;
            }
        }

        return written;
    }

    public override int Finish(Span<byte> output, Span<byte> tag)
    {
        _block.AsSpan(_held).Fill((byte)(BlockSize - _held));
        return _cbc.ProcessBlock(_block, output);
    }

    public override void Dispose() => CryptographicOperations.ZeroMemory(_block);
}
