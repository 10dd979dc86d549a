import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jcajce.io.CipherInputStream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.InputAEADDecryptor;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * BouncyCastle's CMS behind two pipes. One line asks: a verb, then name=value pairs, octets in base64. One line answers: "+ base64" or "- base64 of what went wrong".
 * It knows nothing of the library under test; BouncyCastlePeer of the interoperation tests is its only caller.
 */
public final class CmsServer {
    static final ASN1ObjectIdentifier CHACHA20_POLY1305 = PKCSObjectIdentifiers.id_alg_AEADChaCha20Poly1305;

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(System.out, false, "US-ASCII");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                out.print("+ " + Base64.getEncoder().encodeToString(new Request(line).answer()) + "\n");
            } catch (Throwable failure) {
                StringBuilder text = new StringBuilder();
                for (Throwable each = failure; each != null; each = each.getCause()) {
                    text.append(each).append("; ");
                }
                out.print("- " + Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8)) + "\n");
            }
            out.flush();
        }
    }

    /** One line. */
    static final class Request {
        private final String[] words;

        Request(String line) {
            words = line.split(" ");
        }

        byte[] answer() throws Exception {
            switch (words[0]) {
                case "sign": return sign();
                case "verify": return verify();
                case "encrypt": return encrypt();
                case "decrypt": return decrypt();
                case "compress": return new CMSCompressedDataGenerator().generate(new CMSProcessableByteArray(octets("content")), new ZlibCompressor()).getEncoded();
                case "expand": return new CMSCompressedData(octets("cms")).getContent(new ZlibExpanderProvider());
                default: throw new IllegalArgumentException(words[0]);
            }
        }

        private String text(String name) {
            for (String word : words) {
                if (word.startsWith(name + "=")) {
                    return word.substring(name.length() + 1);
                }
            }
            return null;
        }

        private boolean flag(String name) {
            return "1".equals(text(name));
        }

        private byte[] octets(String name) {
            String value = text(name);
            return value == null ? null : Base64.getDecoder().decode(value);
        }

        /** Several values of one name, each a list of words. */
        private List<String[]> lists(String name) {
            List<String[]> found = new ArrayList<>();
            for (String word : words) {
                if (word.startsWith(name + "=")) {
                    found.add(word.substring(name.length() + 1).split(",", -1));
                }
            }
            return found;
        }

        // signer=certificate,key,algorithm,salt or nothing; identifier=1 names signers by key identifier; attribute=DER of one more signed attribute.
        private byte[] sign() throws Exception {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            CMSSignedDataStreamGenerator stream = new CMSSignedDataStreamGenerator();
            for (String[] each : lists("signer")) {
                X509CertificateHolder certificate = new JcaX509CertificateHolder(certificate(each[0]));
                JcaSignerInfoGeneratorBuilder builder = new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().setProvider("BC").build());
                builder.setDirectSignature(flag("direct"));
                if (text("attribute") != null) {
                    builder.setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(new DERSet(Attribute.getInstance(octets("attribute"))))));
                }
                ContentSigner signer = signer(each[2], each[3]).setProvider("BC").build(key(each[1]));
                SignerInfoGenerator info = flag("identifier") ? builder.build(signer, keyIdentifier(certificate)) : builder.build(signer, certificate);
                generator.addSignerInfoGenerator(info);
                stream.addSignerInfoGenerator(info);
                generator.addCertificate(certificate);
                stream.addCertificate(certificate);
            }
            byte[] content = octets("content");
            if (!flag("indefinite")) {
                return generator.generate(new CMSProcessableByteArray(content), !flag("detached")).toASN1Structure().getEncoded("DER");
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            stream.setBufferSize(100);
            try (OutputStream to = stream.open(out, !flag("detached"))) {
                to.write(content);
            }
            return out.toByteArray();
        }

        private static JcaContentSignerBuilder signer(String algorithm, String salt) throws Exception {
            if (salt.isEmpty()) {
                return new JcaContentSignerBuilder(algorithm);
            }
            String digest = algorithm.substring(0, algorithm.indexOf("with")).replace("SHA", "SHA-");
            AlgorithmParameterSpec pss = new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), Integer.parseInt(salt), 1);
            return new JcaContentSignerBuilder("RSASSA-PSS", pss);
        }

        // Every signature must verify with the certificate that stands in the object for it; signers=how many there must be.
        private byte[] verify() throws Exception {
            byte[] detached = octets("content");
            CMSSignedData signed = detached == null ? new CMSSignedData(octets("cms")) : new CMSSignedData(new CMSProcessableByteArray(detached), octets("cms"));
            Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
            if (signers.size() != Integer.parseInt(text("signers"))) {
                throw new CMSException(signers.size() + " signers");
            }
            for (SignerInformation each : signers) {
                X509CertificateHolder certificate = (X509CertificateHolder) signed.getCertificates().getMatches(each.getSID()).iterator().next();
                if (!each.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate))) {
                    throw new CMSException("a signature does not verify");
                }
            }
            return (byte[]) signed.getSignedContent().getContent();
        }

        // cipher=OID; recipient=kind,…; icv=octets of a GCM tag; attributes=1 puts authenticated attributes in; originator=certificate.
        private byte[] encrypt() throws Exception {
            ASN1ObjectIdentifier cipher = new ASN1ObjectIdentifier(text("cipher"));
            JceCMSContentEncryptorBuilder builder = text("bits") == null ? new JceCMSContentEncryptorBuilder(cipher) : new JceCMSContentEncryptorBuilder(cipher, Integer.parseInt(text("bits")));
            if (text("icv") != null) {
                AlgorithmParameters parameters = AlgorithmParameters.getInstance("GCM", "BC");
                byte[] nonce = new byte[12];
                new java.security.SecureRandom().nextBytes(nonce);
                parameters.init(new GCMParameters(nonce, Integer.parseInt(text("icv"))).getEncoded());
                builder.setAlgorithmParameters(parameters);
            }
            OutputEncryptor encryptor = CHACHA20_POLY1305.equals(cipher) ? new Sealer() : builder.setProvider("BC").build();
            CMSProcessableByteArray content = new CMSProcessableByteArray(octets("content"));
            if (encryptor instanceof OutputAEADEncryptor) {
                CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
                for (String[] each : lists("recipient")) {
                    generator.addRecipientInfoGenerator(recipient(each));
                }
                if (text("originator") != null) {
                    generator.setOriginatorInfo(new OriginatorInfoGenerator(new JcaX509CertificateHolder(certificate(text("originator")))).generate());
                }
                if (flag("attributes")) {
                    Attribute time = new Attribute(PKCSObjectIdentifiers.pkcs_9_at_signingTime, new DERSet(new org.bouncycastle.asn1.cms.Time(new java.util.Date())));
                    generator.setAuthenticatedAttributeGenerator(new SimpleAttributeTableGenerator(new AttributeTable(new DERSet(time))));
                }
                return generator.generate(content, (OutputAEADEncryptor) encryptor).getEncoded();
            }
            CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
            for (String[] each : lists("recipient")) {
                generator.addRecipientInfoGenerator(recipient(each));
            }
            if (text("originator") != null) {
                generator.setOriginatorInfo(new OriginatorInfoGenerator(new JcaX509CertificateHolder(certificate(text("originator")))).generate());
            }
            return generator.generate(content, encryptor).getEncoded();
        }

        // rsa,certificate,identifier | oaep,certificate,identifier,digest,mask digest,label | agree,certificate,identifier,scheme,wrap | kek,identifier,key | password,password,cipher,digest,iterations
        private static RecipientInfoGenerator recipient(String[] words) throws Exception {
            switch (words[0]) {
                case "rsa": {
                    X509Certificate certificate = certificate(words[1]);
                    return ("1".equals(words[2]) ? new JceKeyTransRecipientInfoGenerator(keyIdentifier(new JcaX509CertificateHolder(certificate)), certificate.getPublicKey()) : new JceKeyTransRecipientInfoGenerator(certificate)).setProvider("BC");
                }
                case "oaep": {
                    X509Certificate certificate = certificate(words[1]);
                    OAEPParameterSpec specification = new OAEPParameterSpec(words[3], "MGF1", new MGF1ParameterSpec(words[4]), new PSource.PSpecified(Base64.getDecoder().decode(words[5])));
                    AlgorithmIdentifier algorithm = new JcaAlgorithmParametersConverter().getAlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, specification);
                    return ("1".equals(words[2]) ? new JceKeyTransRecipientInfoGenerator(keyIdentifier(new JcaX509CertificateHolder(certificate)), algorithm, certificate.getPublicKey()) : new JceKeyTransRecipientInfoGenerator(certificate, algorithm)).setProvider("BC");
                }
                case "agree": {
                    X509Certificate certificate = certificate(words[1]);
                    PublicKey theirs = certificate.getPublicKey();
                    KeyPairGenerator keys = KeyPairGenerator.getInstance(theirs.getAlgorithm(), "BC");
                    if (theirs instanceof ECPublicKey) {
                        keys.initialize(((ECPublicKey) theirs).getParams());
                    }
                    KeyPair ephemeral = keys.generateKeyPair();
                    JceKeyAgreeRecipientInfoGenerator generator = new JceKeyAgreeRecipientInfoGenerator(new ASN1ObjectIdentifier(words[3]), ephemeral.getPrivate(), ephemeral.getPublic(), new ASN1ObjectIdentifier(words[4])).setProvider("BC");
                    return "1".equals(words[2]) ? generator.addRecipient(keyIdentifier(new JcaX509CertificateHolder(certificate)), theirs) : generator.addRecipient(certificate);
                }
                case "kek":
                    return new JceKEKRecipientInfoGenerator(Base64.getDecoder().decode(words[1]), new SecretKeySpec(Base64.getDecoder().decode(words[2]), "AES")).setProvider("BC");
                case "password":
                    return new JcePasswordRecipientInfoGenerator(new ASN1ObjectIdentifier(words[2]), words[1].toCharArray()).setProvider("BC").setPRF(prf(words[3])).setSaltAndIterationCount(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, Integer.parseInt(words[4]));
                default:
                    throw new IllegalArgumentException(words[0]);
            }
        }

        // key=private key and certificate=whose; kek=key; password=words.
        private byte[] decrypt() throws Exception {
            ContentInfo info = ContentInfo.getInstance(octets("cms"));
            boolean authenticated = CMSObjectIdentifiers.authEnvelopedData.equals(info.getContentType());
            RecipientInformationStore store = authenticated ? new CMSAuthEnvelopedData(info).getRecipientInfos() : new CMSEnvelopedData(info).getRecipientInfos();
            X509CertificateHolder certificate = text("certificate") == null ? null : new JcaX509CertificateHolder(certificate(text("certificate")));
            for (RecipientInformation each : store.getRecipients()) {
                if (each instanceof KEKRecipientInformation && text("kek") != null) {
                    SecretKeySpec kek = new SecretKeySpec(octets("kek"), "AES");
                    return each.getContent(authenticated ? new AuthenticatedKek(kek) : new JceKEKEnvelopedRecipient(kek).setProvider("BC"));
                }
                if (each instanceof PasswordRecipientInformation && text("password") != null) {
                    char[] password = text("password").toCharArray();
                    return each.getContent(authenticated ? new AuthenticatedPassword(password) : new JcePasswordEnvelopedRecipient(password).setProvider("BC"));
                }
                if (certificate == null || !each.getRID().match(certificate)) {
                    continue;
                }
                if (each instanceof KeyTransRecipientInformation) {
                    return each.getContent((authenticated ? new AuthenticatedTransport(key(text("key"))) : new JceKeyTransEnvelopedRecipient(key(text("key")))).setProvider("BC"));
                }
                if (each instanceof KeyAgreeRecipientInformation) {
                    return each.getContent((authenticated ? new AuthenticatedAgreement(key(text("key"))) : new JceKeyAgreeEnvelopedRecipient(key(text("key")))).setProvider("BC"));
                }
            }
            throw new CMSException("no recipient that fits");
        }
    }

    static X509Certificate certificate(String text) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509", "BC").generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(text)));
    }

    static PrivateKey key(String text) throws Exception {
        byte[] pkcs8 = Base64.getDecoder().decode(text);
        String algorithm = PrivateKeyInfo.getInstance(pkcs8).getPrivateKeyAlgorithm().getAlgorithm().getId();
        return KeyFactory.getInstance(algorithm, "BC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    static byte[] keyIdentifier(X509CertificateHolder certificate) {
        return org.bouncycastle.asn1.x509.SubjectKeyIdentifier.fromExtensions(certificate.getExtensions()).getKeyIdentifier();
    }

    static PasswordRecipient.PRF prf(String digest) {
        switch (digest) {
            case "sha1": return PasswordRecipient.PRF.HMacSHA1;
            case "sha384": return PasswordRecipient.PRF.HMacSHA384;
            case "sha512": return PasswordRecipient.PRF.HMacSHA512;
            default: return PasswordRecipient.PRF.HMacSHA256;
        }
    }

    // BouncyCastle 1.72 has a recipient for AuthEnvelopedData for key transport only; these add the others over its own recovery of the content key.

    static final class AuthenticatedTransport extends JceKeyTransAuthEnvelopedRecipient {
        AuthenticatedTransport(PrivateKey key) {
            super(key);
        }

        @Override
        public RecipientOperator getRecipientOperator(AlgorithmIdentifier keyEncryption, AlgorithmIdentifier content, byte[] encryptedKey) throws CMSException {
            if (!CHACHA20_POLY1305.equals(content.getAlgorithm())) {
                return super.getRecipientOperator(keyEncryption, content, encryptedKey);
            }
            return new RecipientOperator(new Opener(extractSecretKey(keyEncryption, content, encryptedKey), content));
        }
    }

    static final class AuthenticatedAgreement extends JceKeyAgreeRecipient {
        AuthenticatedAgreement(PrivateKey key) {
            super(key);
        }

        @Override
        public RecipientOperator getRecipientOperator(AlgorithmIdentifier keyEncryption, AlgorithmIdentifier content, org.bouncycastle.asn1.x509.SubjectPublicKeyInfo sender, ASN1OctetString material, byte[] encryptedKey) throws CMSException {
            return new RecipientOperator(new Opener(extractSecretKey(keyEncryption, content, sender, material, encryptedKey), content));
        }
    }

    static final class AuthenticatedKek extends JceKEKRecipient {
        AuthenticatedKek(SecretKeySpec key) {
            super(key);
            setProvider("BC");
        }

        @Override
        public RecipientOperator getRecipientOperator(AlgorithmIdentifier keyEncryption, AlgorithmIdentifier content, byte[] encryptedKey) throws CMSException {
            return new RecipientOperator(new Opener(extractSecretKey(keyEncryption, content, encryptedKey), content));
        }
    }

    static final class AuthenticatedPassword extends JcePasswordEnvelopedRecipient {
        AuthenticatedPassword(char[] password) {
            super(password);
            setProvider("BC");
        }

        @Override
        public RecipientOperator getRecipientOperator(AlgorithmIdentifier keyEncryption, AlgorithmIdentifier content, byte[] derivedKey, byte[] encryptedKey) throws CMSException {
            return new RecipientOperator(new Opener(extractSecretKey(keyEncryption, content, derivedKey, encryptedKey), content));
        }
    }

    /** BouncyCastle's provider over the content; the engine gives the tag after it and the attributes before. */
    static final class Opener implements InputAEADDecryptor {
        private final AlgorithmIdentifier algorithm;
        private final Cipher cipher;

        Opener(Key key, AlgorithmIdentifier algorithm) throws CMSException {
            this.algorithm = algorithm;
            try {
                String oid = algorithm.getAlgorithm().getId();
                if (algorithm.getParameters() instanceof ASN1OctetString) {
                    cipher = Cipher.getInstance("ChaCha20-Poly1305", "BC");
                    cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(((ASN1OctetString) algorithm.getParameters()).getOctets()));
                } else {
                    AlgorithmParameters parameters = AlgorithmParameters.getInstance(oid, "BC");
                    parameters.init(algorithm.getParameters().toASN1Primitive().getEncoded());
                    cipher = Cipher.getInstance(oid, "BC");
                    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
                }
            } catch (Exception failure) {
                throw new CMSException("content cipher", failure);
            }
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public InputStream getInputStream(InputStream sealed) {
            return new CipherInputStream(sealed, cipher);
        }

        @Override
        public OutputStream getAADStream() {
            return new OutputStream() {
                @Override
                public void write(int octet) {
                    cipher.updateAAD(new byte[] {(byte) octet});
                }

                @Override
                public void write(byte[] octets, int offset, int length) {
                    cipher.updateAAD(octets, offset, length);
                }
            };
        }

        @Override
        public byte[] getMAC() {
            return null;
        }
    }

    /** ChaCha20-Poly1305 as RFC 8103 has it; BouncyCastle 1.72 would put it into EnvelopedData with the tag at the content's end. */
    static final class Sealer implements OutputAEADEncryptor {
        private final Key key;
        private final byte[] nonce = new byte[12];
        private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        private byte[] tag;

        Sealer() {
            byte[] octets = new byte[32];
            new java.security.SecureRandom().nextBytes(octets);
            new java.security.SecureRandom().nextBytes(nonce);
            key = new SecretKeySpec(octets, "ChaCha20");
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(CHACHA20_POLY1305, new org.bouncycastle.asn1.DEROctetString(nonce));
        }

        @Override
        public OutputStream getOutputStream(OutputStream sealed) {
            return new ByteArrayOutputStream() {
                @Override
                public void close() throws java.io.IOException {
                    try {
                        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305", "BC");
                        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
                        cipher.updateAAD(attributes.toByteArray());
                        byte[] all = cipher.doFinal(toByteArray());
                        sealed.write(all, 0, all.length - 16);
                        tag = java.util.Arrays.copyOfRange(all, all.length - 16, all.length);
                    } catch (java.security.GeneralSecurityException failure) {
                        throw new java.io.IOException(failure);
                    }
                }
            };
        }

        @Override
        public org.bouncycastle.operator.GenericKey getKey() {
            return new org.bouncycastle.operator.jcajce.JceGenericKey(getAlgorithmIdentifier(), key);
        }

        @Override
        public OutputStream getAADStream() {
            return attributes;
        }

        @Override
        public byte[] getMAC() {
            return tag;
        }
    }
}
