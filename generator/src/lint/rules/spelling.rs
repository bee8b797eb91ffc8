//! Shared by the rules about spelling: misspelt words with their corrections.
//!
//! The table has only words that are in no dictionary, and slips are found in common words only, so a report is never a
//! question of taste.

mod slips;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::name::Name;
use super::super::words;

/// The documentation of the rules.
pub(super) const DOCS: &str = "\
A misspelt name is part of the API for as long as it exists: correcting it breaks every client, and until then \
everyone who types it from memory gets it wrong.

The rule compares the words of each name with a list of common misspellings, and with slips in common words of APIs: \
two letters swapped (`uesr`), one left out, doubled or added, a wrong vowel. It reports a name once. It knows no other words, so names \
of products and abbreviations are accepted.

To fix a report, rename it, as long as no client depends on it.";

/// Misspelt words and their corrections, sorted.
const CORRECTIONS: &str = "\
    abbrevation:abbreviation absense:absence acceptible:acceptable accesible:accessible accesories:accessories \
    accesory:accessory accidently:accidentally accomodation:accommodation accomodations:accommodations \
    accout:account accross:across acheive:achieve acheivement:achievement acount:account acquision:acquisition \
    activites:activities actvity:activity additonal:additional addres:address addtional:additional adin:admin \
    adress:address adresses:addresses adressing:addressing affilate:affiliate afilliate:affiliate \
    aggreement:agreement agregate:aggregate agrement:agreement aknowledge:acknowledge algorithim:algorithm \
    algoritm:algorithm allready:already ammount:amount amout:amount analize:analyze anaylsis:analysis \
    annotaion:annotation anonymus:anonymous aparment:apartment apparant:apparent appearence:appearance \
    applicaiton:application approvement:approval aproval:approval aquire:acquire aray:array archieve:archive \
    archieved:archived arguement:argument asociated:associated assigment:assignment assigments:assignments \
    associatied:associated assosciated:associated atribute:attribute atributes:attributes attachement:attachment \
    attachements:attachments attatch:attach attatchment:attachment attirbute:attribute attributs:attributes \
    auhtor:author authenication:authentication authentification:authentication authetication:authentication \
    authorizaton:authorization authroization:authorization avaialble:available availabe:available \
    availabilty:availability availible:available avalable:available avaliable:available avialable:available \
    balence:balance bandwith:bandwidth begining:beginning beleive:believe benefical:beneficial \
    beneficary:beneficiary benificiary:beneficiary boundry:boundary buid:build buisness:business buld:build \
    busines:business bussiness:business cace:cache cahe:cache calender:calendar calendr:calendar \
    calulate:calculate catagories:categories catagory:category categoy:category categry:category caue:cause \
    cche:cache ceck:check certficate:certificate certifcate:certificate certifiate:certificate challange:challenge \
    channle:channel charactor:character charater:character chcek:check chek:check childen:children choosen:chosen \
    colection:collection collecton:collection collumn:column comission:commission commision:commission \
    commisions:commissions commited:committed committment:commitment commment:comment comparision:comparison \
    compatability:compatibility compatable:compatible competetion:competition completly:completely \
    componenet:component componet:component concurent:concurrent condtion:condition conection:connection \
    confg:config confguration:configuration configration:configuration configuation:configuration \
    configuraiton:configuration confimation:confirmation connecton:connection connnection:connection \
    consistant:consistent consitent:consistent contaiment:containment contian:contain contians:contains \
    continous:continuous contniue:continue contrat:contract coordiate:coordinate coordiates:coordinates \
    cooridnate:coordinate correspondance:correspondence counrty:country coutry:country craete:create \
    creadit:credit credencial:credential credentails:credentials crediential:credential curency:currency \
    curent:current currancy:currency currenty:currently custommer:customer custumer:customer cutomer:customer \
    databse:database deafult:default defalt:default definiton:definition defintion:definition defualt:default \
    delievery:delivery delivary:delivery deliverd:delivered departement:department depedency:dependency \
    dependancies:dependencies dependancy:dependency depricated:deprecated desciption:description \
    descripion:description descripton:description descrption:description desination:destination \
    desription:description destionation:destination detalis:details determin:determine detials:details \
    devide:divide devision:division diferent:different differant:different dimention:dimension \
    dimentions:dimensions directroy:directory disconect:disconnect discout:discount discription:description \
    dispaly:display distibution:distribution distict:distinct docment:document documnet:document dowload:download \
    downlaod:download duplciate:duplicate duraton:duration durration:duration eamil:email emal:email \
    embeded:embedded emial:email emplyee:employee enabeld:enabled enconding:encoding encrpyted:encrypted \
    enrolement:enrollment enrollement:enrollment enterprize:enterprise entites:entities enviroment:environment \
    enviroments:environments environement:environment envrionment:environment equipement:equipment eror:error \
    erorr:error errror:error estimte:estimate evalution:evaluation excercise:exercise exchage:exchange \
    exectuion:execution execuable:executable exemple:example exipration:expiration existance:existence \
    expecation:expectation experiance:experience expiraton:expiration expirery:expiry explaination:explanation \
    explicitely:explicitly expresion:expression extenal:external extention:extension extentions:extensions \
    facillity:facility failue:failure faliure:failure familar:familiar favourit:favourite febuary:february \
    feild:field feilds:fields feld:field fied:field filterd:filtered finacial:financial firt:first fisrt:first \
    flexability:flexibility folllow:follow follwing:following foramt:format formated:formatted foward:forward \
    freind:friend frequncy:frequency fucntion:function fuction:function fufill:fulfill fullfill:fulfill \
    fullfillment:fulfillment fullfilment:fulfilment funciton:function futher:further gaurantee:guarantee \
    gaurd:guard generaly:generally genrate:generate goup:group goverment:government gropu:group grup:group \
    guage:gauge guarentee:guarantee guarenteed:guaranteed handeling:handling hapen:happen heigth:height \
    heirarchy:hierarchy hieght:height hierachy:hierarchy hierarchie:hierarchy hisotry:history histroy:history \
    hostorical:historical hybird:hybrid idenity:identity identfier:identifier identifaction:identification \
    identifcation:identification identifer:identifier identifers:identifiers imediate:immediate \
    immediatly:immediately immidiate:immediate implemention:implementation implicitely:implicitly \
    implmentation:implementation importent:important incidnet:incident incorect:incorrect indentifier:identifier \
    independant:independent indicies:indices infomation:information informaiton:information informtion:information \
    inital:initial initalize:initialize initilize:initialize insatnce:instance instace:instance \
    instuction:instruction insurence:insurance integraton:integration interger:integer interupt:interrupt \
    interuption:interruption intervall:interval intial:initial intialize:initialize invalidat:invalidate \
    invenory:inventory inventroy:inventory invitaion:invitation invitiation:invitation invoce:invoice \
    invoise:invoice iput:input isntance:instance issuse:issues isue:issue knowledgable:knowledgeable \
    knowlege:knowledge labled:labeled lanaguage:language langauge:language languge:language lastest:latest \
    latitide:latitude latittude:latitude legnth:length lengh:length lenght:length libary:library librabry:library \
    limitaion:limitation limt:limit liscense:license lisence:license litteral:literal lmit:limit loation:location \
    locaiton:location locaton:location longitutde:longitude longtitude:longitude maintainance:maintenance \
    maintainence:maintenance maintenence:maintenance managament:management managment:management \
    manangement:management mananger:manager mandatroy:mandatory mangement:management manifacturer:manufacturer \
    manufactuer:manufacturer marketting:marketing maximium:maximum maximun:maximum membershp:membership \
    memeber:member memebers:members memeory:memory merchent:merchant mesage:message mesages:messages \
    messge:message messsage:message metadat:metadata metdata:metadata methdo:method mimimum:minimum \
    minimium:minimum minimun:minimum miniumum:minimum minumum:minimum miscelaneous:miscellaneous \
    miscellanous:miscellaneous modfied:modified modifcation:modification modifed:modified modifiy:modify \
    moduel:module moel:model monitring:monitoring mulitple:multiple multple:multiple mutiple:multiple naem:name \
    neccesary:necessary neccessary:necessary necesary:necessary negociate:negotiate negotation:negotiation \
    netwrok:network nework:network nofification:notification noticable:noticeable notifcation:notification \
    notificaiton:notification notificaton:notification nubmer:number numeber:number obejct:object objcet:object \
    objec:object occassion:occasion occurance:occurrence occurances:occurrences occured:occurred \
    occurence:occurrence occurences:occurrences occurrance:occurrence ocurrence:occurrence offical:official \
    ommit:omit ommited:omitted opeartion:operation operaton:operation opertaion:operation oportunity:opportunity \
    oppertunity:opportunity optinal:optional optionnal:optional orgainization:organization \
    organizaton:organization organiztion:organization orginal:original orginization:organization origianl:original \
    orignal:original overide:override overriden:overridden overwritting:overwriting pacakge:package packge:package \
    pallete:palette paralell:parallel paramater:parameter paramaters:parameters parameterers:parameters \
    parametes:parameters paramter:parameter paramters:parameters parralel:parallel parrallel:parallel \
    participent:participant particpant:participant particpants:participants passowrd:password passwrod:password \
    pasword:password paswword:password payement:payment payemnt:payment paymet:payment pemission:permission \
    percantage:percentage performace:performance performence:performance periode:period permision:permission \
    permisions:permissions permisson:permission permissons:permissions perserve:preserve persistant:persistent \
    persmission:permission phyiscal:physical physcial:physical plattform:platform playload:payload \
    posible:possible positon:position possition:position postion:position potentialy:potentially preceed:precede \
    preceeding:preceding precentage:percentage preferance:preference prefered:preferred prefernce:preference \
    prefrence:preference previlege:privilege previos:previous previus:previous privacey:privacy \
    privelege:privilege priviledge:privilege priviliges:privileges proccess:process proccessing:processing \
    procedue:procedure procesing:processing processer:processor produciton:production producuct:product \
    proeprty:property proferred:preferred properites:properties propery:property propoerty:property \
    proprety:property protcol:protocol proteced:protected protocal:protocol provded:provided provdier:provider \
    provison:provision pruchase:purchase publich:publish publsih:publish puplic:public purchace:purchase \
    qery:query qeue:queue qualifed:qualified quanitity:quantity quanity:quantity quantitiy:quantity \
    quantitly:quantity quee:queue quering:querying querry:query questionaire:questionnaire \
    questionnare:questionnaire qury:query reccomend:recommend reccomendation:recommendation recepient:recipient \
    reciept:receipt reciepts:receipts recieve:receive recieved:received reciever:receiver recipent:recipient \
    recipents:recipients recipiant:recipient recomend:recommend recomendation:recommendation \
    recommandation:recommendation recordes:records recurence:recurrence recuring:recurring recurrance:recurrence \
    redirct:redirect reedeem:redeem referal:referral referals:referrals referance:reference refered:referred \
    refernce:reference referrence:reference refrence:reference refrences:references regisration:registration \
    registation:registration registraton:registration regsiter:register reigster:register relase:release \
    relatation:relation relationsip:relationship relatonship:relationship relavent:relevant releated:related \
    relevent:relevant remaing:remaining remaning:remaining reminaing:remaining remoce:remove rentention:retention \
    repalce:replace reponse:response reponses:responses reposiotry:repository repositroy:repository \
    repositry:repository represantation:representation representive:representative repsonse:response \
    reqest:request reqeust:request reqiured:required requierd:required requirment:requirement \
    requirments:requirements requred:required requried:required requst:request reservered:reserved \
    reseverd:reserved resopnse:response resoruce:resource resouce:resource resouces:resources resourse:resource \
    responce:response respone:response respose:response ressource:resource ressources:resources \
    restrictons:restrictions resutl:result retreival:retrieval retreive:retrieve retrive:retrieve retrun:return \
    rety:retry reuslt:result reutrn:return reveiw:review reviewes:reviews roation:rotation satelite:satellite \
    satisified:satisfied satus:status scedule:schedule scehma:schema schdule:schedule schduled:scheduled \
    schduler:scheduler scheduel:schedule schmea:schema seach:search seached:searched searh:search secion:section \
    secuirty:security securtiy:security segement:segment seperate:separate seperated:separated \
    seperation:separation seperator:separator sequencial:sequential sequnce:sequence serach:search serivce:service \
    servce:service servcie:service seting:setting settign:setting settigns:settings sevice:service \
    shcedule:schedule shiping:shipping shippment:shipment signatue:signature signture:signature similiar:similar \
    simliar:similar snaphot:snapshot snapshop:snapshot sorce:source souce:source soure:source specfic:specific \
    specifed:specified specificaton:specification specifiy:specify speciifc:specific stablity:stability stae:state \
    standart:standard stategy:strategy staticstics:statistics statisitcs:statistics statitics:statistics \
    statsu:status staus:status stirng:string stle:style strenght:strength structue:structure strucutre:structure \
    stte:state sturcture:structure subcription:subscription subscibe:subscribe subsciption:subscription \
    subscribtion:subscription subscripton:subscription subsriber:subscriber subsription:subscription \
    succes:success succesful:successful succesfull:successful succesfully:successfully successfull:successful \
    sucess:success sucessful:successful sufix:suffix suggeston:suggestion sumary:summary summay:summary \
    supercede:supersede superceded:superseded suplier:supplier suport:support suppported:supported supprt:support \
    supress:suppress surounding:surrounding surpress:suppress syle:style synchonize:synchronize \
    synchronus:synchronous syncronize:synchronize syncronous:synchronous sysem:system systme:system sytem:system \
    temlate:template tempate:template temperatue:temperature templete:template temporaly:temporary \
    temporay:temporary tempory:temporary tenent:tenant terminte:terminate thier:their thorugh:through \
    threashold:threshold threshhold:threshold thubmnail:thumbnail thumbail:thumbnail thumnail:thumbnail \
    tiemout:timeout timestap:timestamp timestmap:timestamp timezome:timezone timout:timeout timstamp:timestamp \
    tittle:title toal:total tockens:tokens toogle:toggle tranaction:transaction transacton:transaction \
    transation:transaction transcation:transaction transfered:transferred transfering:transferring \
    transmision:transmission traslate:translate trasnfer:transfer treatement:treatment treshold:threshold \
    triger:trigger truely:truly uage:usage udpate:update unamed:unnamed unavailible:unavailable \
    unecessary:unnecessary unil:until uniqe:unique univeristy:university universty:university unkonwn:unknown \
    unkown:unknown unqiue:unique unsubscibe:unsubscribe untill:until upate:update updte:update uploded:uploaded \
    usefull:useful usere:user utilzation:utilization utlization:utilization vaid:valid vaild:valid \
    valdation:validation valeu:value validaton:validation valididation:validation validty:validity \
    varable:variable varaible:variable variabel:variable varient:variant vaue:value vaule:value vehical:vehicle \
    vehicule:vehicle verfication:verification verfied:verified verifcation:verification verificaton:verification \
    verion:version verison:version versoin:version verticies:vertices visability:visibility visable:visible \
    visibilty:visibility visitior:visitor vlaue:value vlue:value volumne:volume volunter:volunteer \
    vulnerabilty:vulnerability vunerable:vulnerable vunlerability:vulnerability warehosue:warehouse \
    warrenty:warranty wdith:width wearhouse:warehouse webook:webhook wehbook:webhook weigth:weight whith:with \
    widht:width wieght:weight withdrawl:withdrawal withdrawls:withdrawals withold:withhold workflwo:workflow \
    workfow:workflow worksapce:workspace writting:writing yeild:yield yeld:yield zipcdoe:zipcode";

/// The corrections by the misspelt word.
static INDEX: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| pairs().collect());

fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    CORRECTIONS.split_ascii_whitespace().filter_map(|it| it.split_once(':'))
}

/// The correction of a misspelt word, in lower case.
pub(super) fn correction(word: &str) -> Option<String> {
    let listed = INDEX.get(word).map(|it| (*it).to_owned());
    listed.or_else(|| slips::correction(word))
}

/// The first misspelt word of a name as it is written, and the name with all words corrected.
pub(super) fn corrected(name: &Name<'_>) -> Option<(String, String)> {
    let mut text = name.text.to_owned();
    let mut first = None;
    for (part, word) in name.parts.iter().zip(&name.words) {
        let Some(right) = correction(word) else { continue };
        text = text.replacen(part, &words::in_case_of(part, &right), 1);
        first.get_or_insert_with(|| (*part).to_owned());
    }
    Some((first?, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_sorted_and_correct_themselves() {
        assert!(pairs().is_sorted_by(|a, b| a.0 < b.0) && pairs().count() > 500);
        for (wrong, right) in pairs() {
            assert!(wrong.chars().all(|it| it.is_ascii_lowercase()), "{wrong}");
            assert_eq!(correction(right), None, "{wrong} {right}");
        }
        assert_eq!(correction("commisions").as_deref(), Some("commissions"));
    }
}
